import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  type DynamoDBClient,
  ResourceInUseException,
  type TableDescription,
  UpdateTimeToLiveCommand,
  waitUntilTableExists,
} from "@aws-sdk/client-dynamodb";
import { type TableDefinition, type TableName, type Tables, tableDefinitions } from "@shop/aws";

const waitSeconds = 60;

/** Creates the tables that do not exist yet. Throws when one exists with other keys or indexes than today's. */
export async function createTables(client: DynamoDBClient, tables: Tables): Promise<void> {
  const names = Object.keys(tableDefinitions) as TableName[];
  await Promise.all(names.map((name) => ensureTable(client, tables[name], tableDefinitions[name])));
}

async function ensureTable(client: DynamoDBClient, TableName: string, definition: TableDefinition): Promise<void> {
  const wanted = toCreateTable(TableName, definition);
  try {
    await client.send(new CreateTableCommand(wanted));
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
  }
  await waitUntilTableExists({ client, maxWaitTime: waitSeconds, minDelay: 0.05, maxDelay: 2 }, { TableName });
  const { Table } = await client.send(new DescribeTableCommand({ TableName }));
  if (Table === undefined || shapeOf(Table) !== shapeOf(wanted))
    throw new Error(`Table ${TableName} was made by another version of this shop: empty the store with npm run reset`);
  if (definition.ttl !== undefined) await ensureTtl(client, TableName, definition.ttl);
}

const keySchema = ({ hash, range }: TableDefinition["key"]) => [
  { AttributeName: hash, KeyType: "HASH" as const },
  ...(range === undefined ? [] : [{ AttributeName: range, KeyType: "RANGE" as const }]),
];

function toCreateTable(TableName: string, { attributes, key, indexes }: TableDefinition): CreateTableCommandInput {
  const globalIndexes = Object.entries(indexes).map(([IndexName, { projection, ...indexKey }]) => ({
    IndexName,
    KeySchema: keySchema(indexKey),
    Projection: { ProjectionType: projection === "all" ? ("ALL" as const) : ("KEYS_ONLY" as const) },
  }));
  return {
    TableName,
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: Object.entries(attributes).map(([AttributeName, AttributeType]) => ({
      AttributeName,
      AttributeType,
    })),
    KeySchema: keySchema(key),
    ...(globalIndexes.length > 0 && { GlobalSecondaryIndexes: globalIndexes }),
  };
}

type Shape = Pick<TableDescription, "KeySchema" | "GlobalSecondaryIndexes">;

/** Keys and indexes as one text, the same whatever order they are told in. */
function shapeOf({ KeySchema = [], GlobalSecondaryIndexes = [] }: Shape | CreateTableCommandInput): string {
  const keys = (schema: Shape["KeySchema"] = []) =>
    schema.map(({ AttributeName, KeyType }) => `${KeyType} ${AttributeName}`).sort();
  const indexes = (GlobalSecondaryIndexes ?? []).map(({ IndexName, KeySchema: schema, Projection }) => [
    IndexName,
    ...keys(schema ?? []),
    Projection?.ProjectionType,
  ]);
  return JSON.stringify([keys(KeySchema), indexes.map((index) => JSON.stringify(index)).sort()]);
}

async function ensureTtl(client: DynamoDBClient, TableName: string, AttributeName: string): Promise<void> {
  const { TimeToLiveDescription: now } = await client.send(new DescribeTimeToLiveCommand({ TableName }));
  if (now?.TimeToLiveStatus === "ENABLED" || now?.TimeToLiveStatus === "ENABLING") return;
  const TimeToLiveSpecification = { Enabled: true, AttributeName };
  await client.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification }));
}
