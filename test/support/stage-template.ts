import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Config, createDocumentClient, createDynamoDbClient, readConfig } from "@shop/aws";
import { createCognitoClient } from "@shop/aws/cognito";
import { createDemoUsers, createTables, demoShop, loadShop, startCognito, startEngine } from "@shop/local";
import { askEngine } from "./raw-engine.ts";

/** A request to the database as it went over the wire. */
interface Request {
  readonly operation: string;
  readonly body: string;
}

/** All that makes an empty stage the demo shop: what is written into the store, and the user pool with its accounts. */
interface Template {
  readonly requests: readonly Request[];
  readonly pool: string;
}

/** In this order: what stands further behind needs what stands before. */
const phases = ["CreateTable", "UpdateTimeToLive", "BatchWriteItem", "UpdateItem"];
const poolFile = "cognito.json";

/** Made once by the code that fills real stores, then copied: signing and hashing took longer than many a test. */
let template: Promise<Template> | undefined;
const findTemplate = (): Promise<Template> => {
  template ??= makeTemplate();
  return template;
};

async function makeTemplate(): Promise<Template> {
  const folder = mkdtempSync(join(tmpdir(), "shop-template-"));
  const engine = await startEngine({ dataDir: undefined });
  const cognito = await startCognito({ dataDir: folder, clients: [], scryptCost: 1024 });
  try {
    const config = readConfig({
      AWS_REGION: cognito.region,
      COGNITO_USER_POOL_ID: cognito.poolId,
      COGNITO_CLIENT_ID: "none",
      AWS_ENDPOINT_URL_DYNAMODB: engine.url,
      AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: cognito.url,
    });
    const requests = await record(config);
    return { requests, pool: readFileSync(join(folder, poolFile), "utf8") };
  } finally {
    await cognito.stop();
    await engine.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Fills a store and a pool as `npm start` does, and keeps what was asked of the store. */
async function record(config: Config): Promise<readonly Request[]> {
  const requests: Request[] = [];
  const client = createDynamoDbClient(config);
  const [db, admin] = [createDocumentClient(config), createCognitoClient(config)];
  for (const { middlewareStack } of [client, db])
    middlewareStack.add(
      (next) => (args) => {
        const { headers, body } = args.request as { headers: Record<string, string>; body: string };
        requests.push({ operation: String(headers["x-amz-target"]).split(".").at(-1) ?? "", body });
        return next(args);
      },
      { step: "finalizeRequest" },
    );
  await createTables(client, config.tables);
  await loadShop(db, config.tables, demoShop(new Date()));
  await createDemoUsers({ cognito: admin, userPoolId: config.userPoolId, db, tables: config.tables });
  for (const one of [client, db, admin]) one.destroy();
  return requests.filter(({ operation }) => phases.includes(operation));
}

/** The folder of a user pool that has the demo accounts; one that has its own already keeps them. */
export async function fillPool(folder: string): Promise<void> {
  const file = join(folder, poolFile);
  const { pool } = await findTemplate();
  if (!existsSync(file)) writeFileSync(file, pool);
}

/** Makes a data folder that `npm start` finds filled. */
export async function fillFolder(dataDir: string): Promise<void> {
  const engine = await startEngine({ dataDir });
  try {
    await fillStore(engine.url);
    await fillPool(dataDir);
  } finally {
    await engine.stop();
  }
}

/** Makes the tables on an empty engine and fills them with the demo shop. */
export async function fillStore(engineUrl: string): Promise<void> {
  const { requests } = await findTemplate();
  for (const phase of phases)
    await Promise.all(
      requests
        .filter(({ operation }) => operation === phase)
        .map(({ operation, body }) => askEngine(engineUrl, operation, body)),
    );
}
