export { type Catalogue, createCatalogue } from "./catalogue.ts";
export { IndexReader } from "./index-reader.ts";
export type { ClusterPorts, ClusterRequest } from "./opensearch/cluster.ts";
export { createOpenSearchCatalogue } from "./opensearch/opensearch-catalogue.ts";
export type { ProductFeed } from "./replica.ts";
export { type SnapshotPorts, Snapshots } from "./snapshot/snapshots.ts";
export { SqliteIndex } from "./sqlite-index.ts";
export { IndexWriter } from "./writer/index-writer.ts";
export { isUnusable } from "./writer/schema.ts";
