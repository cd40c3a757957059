import { resolve } from "node:path";
import { createCognitoClient, createDocumentClient, readConfig } from "@shop/aws";
import { createTables, startCognito, startEngine } from "@shop/local";
import { readEndpoints } from "./endpoints.ts";
import { appClient, fillingMs } from "./local-stack.ts";
import { isInStage, runInStage } from "./sst-command.ts";

/** The shop that a job works on: the local one, or a stage in AWS. */
export interface Store extends ReturnType<typeof connect> {
  /** Where the tables are, in words for people. */
  readonly place: string;
  readonly dataDir: string;
  close(): Promise<void>;
}

interface Wanted {
  /** A stage in AWS, by name; absent = the local shop, unless the environment names another one's tables. */
  readonly stage?: string | undefined;
  /** Whether the job needs the user pool too. */
  readonly cognito?: boolean;
}

type Env = Readonly<Record<string, string | undefined>>;

const stageNames = [
  ...["AWS_REGION", "COGNITO_USER_POOL_ID"],
  ...["PRODUCTS_TABLE", "CUSTOMERS_TABLE", "ORDERS_TABLE", "REVIEWS_TABLE", "RETURNS_TABLE"],
];

/** Opens the shop: a stage, the running local server's store, or the local store started for the time of the job. */
async function openStore(wanted: Wanted): Promise<Store> {
  const { env } = process;
  const dataDir = resolve(env["DATA_DIR"] || ".local");
  const endpoints = readEndpoints(dataDir);
  const isRunning = endpoints !== undefined && (await answers(endpoints.dynamodb));
  if (wanted.stage !== undefined) return openStage(wanted, dataDir);
  if (!isRunning && !env["DATA_DIR"] && namesStage(env)) return openStage(wanted, dataDir);
  useLocalCredentials();
  if (isRunning) return { ...connect(localEnv(endpoints)), place: "local", dataDir, close: async () => undefined };
  return startStore(wanted, dataDir);
}

const namesStage = (env: Env): boolean => stageNames.every((name) => env[name]);

function openStage({ stage }: Wanted, dataDir: string): Store {
  const { env } = process;
  if (!namesStage(env)) throw new Error(`SST knows no tables of stage ${stage}: npm run deploy -- --stage ${stage}`);
  if (stage !== undefined && env["STAGE"] && env["STAGE"] !== stage)
    throw new Error(`The environment is of stage ${env["STAGE"]}, not ${stage}.`);
  // Jobs sign nobody in, so the app client does not matter to them.
  const connection = connect({ COGNITO_CLIENT_ID: "none", ...env });
  const { config } = connection;
  const place = `${config.dynamodbEndpoint ?? config.region}, table ${config.tables.products} and its sisters`;
  return { ...connection, place, dataDir, close: async () => undefined };
}

async function startStore({ cognito }: Wanted, dataDir: string): Promise<Store> {
  const engine = await startEngine({ dataDir, env: process.env });
  const stops = [engine.stop];
  const stop = async () => {
    for (const one of stops.reverse()) await one();
  };
  try {
    const pool = cognito ? await startCognito({ dataDir, clients: [appClient] }) : undefined;
    if (pool) stops.push(pool.stop);
    const connection = connect(localEnv({ dynamodb: engine.url, cognito: pool?.url ?? engine.url }));
    await createTables(connection.db, connection.config.tables);
    return { ...connection, place: "local", dataDir, close: stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

const localEnv = ({ dynamodb, cognito }: { dynamodb: string; cognito: string }): Env => ({
  AWS_REGION: "us-east-1",
  COGNITO_USER_POOL_ID: "us-east-1_Local0001",
  COGNITO_CLIENT_ID: appClient.clientId,
  AWS_ENDPOINT_URL_DYNAMODB: dynamodb,
  AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: cognito,
});

function connect(env: Env) {
  const config = readConfig(env);
  return { config, db: createDocumentClient(config, fillingMs), cognito: createCognitoClient(config, fillingMs) };
}

/** A developer's own account must not leak into a local shop. */
function useLocalCredentials(): void {
  for (const name of ["AWS_PROFILE", "AWS_SESSION_TOKEN"]) delete process.env[name];
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: "local", AWS_SECRET_ACCESS_KEY: "local" });
}

async function answers(url: string): Promise<boolean> {
  try {
    await (await fetch(url, { signal: AbortSignal.timeout(1000) })).arrayBuffer();
    return true;
  } catch {
    return false;
  }
}

/** Runs a job on the shop and ends the process: with 1 and one clear line when it fails. */
export async function runOnStore(wanted: Wanted, job: (store: Store) => Promise<number>): Promise<void> {
  let store: Store | undefined;
  let code = 1;
  try {
    // SST tells the stage's tables to what it starts itself; so it starts this job once more.
    if (wanted.stage !== undefined && !isInStage()) process.exit(await runInStage(wanted.stage, process.argv.slice(1)));
    store = await openStore(wanted);
    code = await job(store);
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
  } finally {
    store?.db.destroy();
    store?.cognito.destroy();
    await store?.close();
  }
  process.exit(code);
}
