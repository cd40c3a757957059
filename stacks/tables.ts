import { type TableDefinition, type TableName, tableDefinitions } from "@shop/aws/tables";
import type { StageSettings } from "./stage.ts";

export type StageTables = Readonly<Record<TableName, sst.aws.Dynamo>>;

/** The six tables, built from the definitions that the local engine's are built from. */
export function createTables(settings: StageSettings): StageTables {
  const create = (name: TableName) => createTable(settings, name, tableDefinitions[name]);
  return {
    products: create("products"),
    customers: create("customers"),
    orders: create("orders"),
    reviews: create("reviews"),
    returns: create("returns"),
    auth: create("auth"),
  };
}

function createTable({ production }: StageSettings, name: TableName, definition: TableDefinition): sst.aws.Dynamo {
  const { attributes, key, indexes, ttl } = definition;
  const fields = Object.entries(attributes).map(
    ([field, type]) => [field, type === "S" ? "string" : "number"] as const,
  );
  const globalIndexes = Object.entries(indexes).map(
    ([index, { projection, ...indexKey }]) => [index, { ...keysOf(indexKey), projection }] as const,
  );
  return new sst.aws.Dynamo(name.charAt(0).toUpperCase() + name.slice(1), {
    fields: Object.fromEntries(fields),
    primaryIndex: keysOf(key),
    ...(globalIndexes.length > 0 && { globalIndexes: Object.fromEntries(globalIndexes) }),
    ...(ttl !== undefined && { ttl }),
    deletionProtection: production,
  });
}

const keysOf = ({ hash, range }: TableDefinition["key"]) => ({
  hashKey: hash,
  ...(range !== undefined && { rangeKey: range }),
});
