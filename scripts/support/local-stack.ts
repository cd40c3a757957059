import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createCognitoClient, createDocumentClient, readConfig } from "@shop/aws";
import { createDemoUsers, createTables, demoShop, isEmpty, loadShop, startCognito, startEngine } from "@shop/local";

/** How long one write may take while a store is filled: nobody waits for it, and a busy laptop is no reason to fail. */
export const fillingMs = 20_000;

/** What a local server needs to run: a store and a user pool, and the environment that names both. */
export interface LocalStack {
  readonly dynamodb: string;
  readonly cognito: string;
  /** The engine's process; absent when DYNAMODB_ENDPOINT names one that runs already. */
  readonly enginePid: number | undefined;
  /** The variables of a server on this stack, without its port, host and public URL. */
  readonly env: Readonly<Record<string, string>>;
  /** Settles when the engine has ended, asked or not. */
  readonly engineExited: Promise<unknown>;
  stop(): Promise<void>;
}

export interface LocalStackOptions {
  readonly dataDir: string;
  /** Where clients reach the server: the pool sends people back there. */
  readonly publicUrl: string;
  readonly dynamodbPort?: number | undefined;
  readonly cognitoPort?: number | undefined;
  /** Hears, in words, what takes time. */
  readonly onStep?: (step: string) => void;
}

const daySeconds = 86_400;

/** The app client behind `/auth/login`: tokens of a day, no secret. */
export const appClient = { clientId: "local0client0shop", accessTokenSeconds: daySeconds };

const brokerClientId = "local0broker0shop";

/** A secret of this data folder: made once, kept beside the pool's own keys, readable by its owner only. */
function secretOf(dataDir: string): string {
  const file = join(dataDir, "oauth-secret");
  if (!existsSync(file)) writeFileSync(file, randomBytes(32).toString("base64url"), { mode: 0o600 });
  return readFileSync(file, "utf8").trim();
}

/** The app client that signs people in for apps, at the pool's sign-in page. */
const brokerClient = (secret: string, publicUrl: string) => ({
  clientId: brokerClientId,
  clientSecret: secret,
  explicitAuthFlows: [],
  callbackUrls: [`${publicUrl}/oauth/callback`],
  scopes: ["openid", "email", "profile"],
});

/** Any credentials do: nothing here talks to AWS. */
const credentials = { AWS_ACCESS_KEY_ID: "local", AWS_SECRET_ACCESS_KEY: "local" };

/** Starts engine and user pool on a data folder and fills an empty store with the demo shop. */
export async function startLocalStack(options: LocalStackOptions): Promise<LocalStack> {
  const { dataDir, dynamodbPort, cognitoPort, publicUrl } = options;
  forgetAws();
  const engine = await startEngine({ dataDir, env: process.env, ...(dynamodbPort && { port: dynamodbPort }) });
  let stopCognito: (() => Promise<void>) | undefined;
  try {
    const secret = secretOf(dataDir);
    const clients = [appClient, brokerClient(secret, publicUrl)];
    const cognito = await startCognito({ dataDir, clients, ...(cognitoPort && { port: cognitoPort }) });
    stopCognito = cognito.stop;
    const env = {
      AWS_REGION: cognito.region,
      COGNITO_USER_POOL_ID: cognito.poolId,
      COGNITO_CLIENT_ID: appClient.clientId,
      COGNITO_DOMAIN: cognito.url,
      COGNITO_BROKER_CLIENT_ID: brokerClientId,
      COGNITO_BROKER_CLIENT_SECRET: secret,
      OAUTH_SECRET: secret,
      PUBLIC_URL: publicUrl,
      SEARCH_DIR: join(dataDir, "search"),
      AWS_ENDPOINT_URL_DYNAMODB: engine.url,
      AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: cognito.url,
      ...credentials,
      // Outside Lambda the tracer would look for a daemon that is not there.
      POWERTOOLS_TRACE_ENABLED: "false",
    };
    await fill(env, options);
    const stop = async () => {
      await cognito.stop();
      await engine.stop();
    };
    return {
      dynamodb: engine.url,
      cognito: cognito.url,
      enginePid: engine.pid,
      env,
      engineExited: engine.exited,
      stop,
    };
  } catch (error) {
    await stopCognito?.();
    await engine.stop();
    throw error;
  }
}

/** Creates the tables; an empty store gets the demo shop and its users, also when an earlier filling was cut short. */
async function fill(env: Readonly<Record<string, string>>, { dataDir, onStep }: LocalStackOptions): Promise<void> {
  const config = readConfig(env);
  const [db, cognito] = [createDocumentClient(config, fillingMs), createCognitoClient(config, fillingMs)];
  const { tables, userPoolId } = config;
  const unfinished = join(dataDir, "filling");
  try {
    await createTables(db, tables);
    if (!existsSync(unfinished) && !(await isEmpty(db, tables))) return;
    onStep?.("Filling the empty store with the demo shop ...");
    writeFileSync(unfinished, "");
    await loadShop(db, tables, demoShop(new Date()));
    await createDemoUsers({ cognito, userPoolId, db, tables });
    rmSync(unfinished);
  } finally {
    db.destroy();
    cognito.destroy();
  }
}

const foreign = /^(AWS_|COGNITO_|OAUTH_)|^(PRODUCTS|CUSTOMERS|ORDERS|REVIEWS|RETURNS|AUTH)_TABLE$/;

/** Takes what points at AWS out of this process's environment: a developer's own account must not leak into a local shop. */
function forgetAws(): void {
  for (const name of Object.keys(process.env)) if (foreign.test(name)) delete process.env[name];
  Object.assign(process.env, credentials);
}
