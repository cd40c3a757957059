import { randomUUID } from "node:crypto";
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import {
  type Catalogue,
  type ClusterPorts,
  createCatalogue,
  createOpenSearchCatalogue,
  type ProductFeed,
  Snapshots,
} from "@shop/search";
import type { Config } from "./config.ts";
import { createProductFeed } from "./product-feed.ts";
import { once } from "./signing-key.ts";
import { createSnapshotStore } from "./snapshot-store.ts";

const pollMs = 2000;
const minuteMs = 60_000;

type OnError = (error: unknown) => void;

/** What searches are answered from: an index on this server's own disk, or a cluster where the stage names one. */
export function openCatalogue(config: Config, client: DynamoDBDocumentClient, onError: OnError): Catalogue {
  const feed = createProductFeed(client, config.tables);
  const source = `${config.region}/${config.tables.products}`;
  const options = { pollMs, now: Date.now, onError, source };
  const { endpoint } = config.search;
  if (endpoint === undefined)
    return createCatalogue(feed, { ...options, dir: config.searchDir, snapshots: snapshotsOf(config, onError) });
  return inCluster(endpoint, { config, client, feed, options });
}

function inCluster(endpoint: string, { config, client, feed, options }: ClusterParts): Catalogue {
  // Loaded only where a stage has a cluster.
  const cluster = once(async () => {
    const { createCluster } = await import("./search-cluster.ts");
    return createCluster({ endpoint, region: config.region, credentials: client.config.credentials });
  });
  const ports: ClusterPorts = { askCluster: async (request) => (await cluster()).askCluster(request) };
  return createOpenSearchCatalogue(ports, feed, { ...options, holder: randomUUID() });
}

interface ClusterParts {
  readonly config: Config;
  readonly client: DynamoDBDocumentClient;
  readonly feed: ProductFeed;
  readonly options: { pollMs: number; now: () => number; onError: OnError; source: string };
}

function snapshotsOf(config: Config, onError: OnError): Snapshots | undefined {
  const { snapshotBucket: bucket, snapshotMinutes } = config.search;
  if (bucket === undefined) return undefined;
  const store = createSnapshotStore(config, { bucket, key: snapshotKeyOf(config.tables.products) });
  return new Snapshots(store, { everyMs: snapshotMinutes * minuteMs, now: Date.now, onError });
}

/** The one object that a server reads and writes; the stacks grant no other. */
const snapshotKeyOf = (table: string): string => `search-index/${table}`;
