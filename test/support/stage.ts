import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Config, createBackend, createDocumentClient, readConfig } from "@shop/aws";
import { type Cognito, type Engine, startCognito, startEngine } from "@shop/local";
import { createAuthorizationServer } from "@shop/oauth";
import { type App, type CallLine, createApp, type Extension } from "@shop/server";
import { fillPool, fillStore } from "./stage-template.ts";
import type { Measured } from "./telemetry/emf-reader.ts";
import { rememberAll } from "./telemetry/remember.ts";

/** The app client that `/auth/login` uses, another one of the same pool, and one whose tokens are over at once. */
export const clientId = "shopclient1";
export const otherClientId = "otherclient1";

/** The app client of the authorization server, and the secrets of both. */
export const brokerClientId = "brokerclient1";
const brokerClientSecret = "broker-secret-of-this-test-stage";
const oauthSecret = "oauth-secret-of-this-test-stage-0123456789";

/** Tests call more often than people: those about limits set their own. */
const unlimited = {
  MAX_CONCURRENT_REQUESTS: "10000",
  MAX_SHARE_PER_ADDRESS: "100",
  RATE_LIMIT_PER_CUSTOMER: "0",
  RATE_LIMIT_PER_CLIENT: "0",
  RATE_LIMIT_PER_ADDRESS: "0",
};

/** A whole stage for tests: a real engine, a real Cognito stand-in, the demo shop, and the app in between. */
export interface Stage {
  readonly config: Config;
  readonly env: Record<string, string>;
  readonly engine: Engine;
  readonly cognito: Cognito;
  readonly app: App;
  readonly backend: ReturnType<typeof createBackend>;
  readonly lines: CallLine[];
  /** What was told to the log about security. */
  readonly events: string[];
  readonly failures: unknown[];
  /** What has been measured since this was last asked. */
  readonly measured: () => Measured;
  readonly db: ReturnType<typeof createDocumentClient>;
  readonly tokenOf: (email?: string) => Promise<string>;
  stop(): Promise<void>;
}

interface Options {
  readonly env?: Record<string, string>;
  readonly dataDir?: string;
  readonly now?: () => number;
  /** Where client metadata documents come from. */
  readonly fetchDocument?: (url: string) => Promise<Response>;
}

export async function openStage(options: Options = {}): Promise<Stage> {
  const { env: more = {}, dataDir, now, fetchDocument } = options;
  const { PUBLIC_URL: publicUrl = "http://localhost:8000" } = more;
  const engine = await startEngine({ dataDir });
  const clients = [
    { clientId, accessTokenSeconds: 86_400 },
    { clientId: otherClientId, accessTokenSeconds: 86_400 },
    {
      clientId: brokerClientId,
      clientSecret: brokerClientSecret,
      explicitAuthFlows: [],
      callbackUrls: [`${publicUrl}/oauth/callback`],
      scopes: ["openid", "email", "profile"],
    },
  ];
  const poolDir = dataDir ?? mkdtempSync(join(tmpdir(), "shop-pool-"));
  await fillPool(poolDir);
  const cognito = await startCognito({ dataDir: poolDir, clients, scryptCost: 1024, ...(now && { now }) });
  const env = {
    AWS_REGION: cognito.region,
    COGNITO_USER_POOL_ID: cognito.poolId,
    COGNITO_CLIENT_ID: clientId,
    COGNITO_DOMAIN: cognito.url,
    COGNITO_BROKER_CLIENT_ID: brokerClientId,
    COGNITO_BROKER_CLIENT_SECRET: brokerClientSecret,
    OAUTH_SECRET: oauthSecret,
    AWS_ENDPOINT_URL_DYNAMODB: engine.url,
    AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: cognito.url,
    HOST: "127.0.0.1",
    PUBLIC_URL: publicUrl,
    ...unlimited,
    ...more,
  };
  const config = readConfig(env);
  const db = createDocumentClient(config);
  await fillStore(engine.url);
  const { app, backend, lines, events, failures, measured } = openApp(config, { fetchDocument });
  return {
    config,
    env,
    engine,
    cognito,
    app,
    backend,
    lines,
    events,
    failures,
    measured,
    db,
    tokenOf: tokens(app),
    async stop() {
      backend.stop();
      db.destroy();
      await cognito.stop();
      await engine.stop();
      if (poolDir !== dataDir) rmSync(poolDir, { recursive: true, force: true });
    },
  };
}

/** The app of a stage, as the composition roots make it, with a journal that remembers. */
export function openApp(config: Config, { now, fetchDocument, extension }: World = {}) {
  const { journal, metrics, lines, events, failures, measured } = rememberAll(config, () => backend.catalogueAgeMs());
  const backend = createBackend(
    config,
    (error) => failures.push(error),
    () => metrics?.countThrottled(),
  );
  const app = createApp({
    backend,
    journal,
    extension,
    authorizationServer:
      backend.oauth &&
      createAuthorizationServer(
        { ...backend.oauth, ...(now && { now }), ...(fetchDocument && { fetchDocument }) },
        journal,
      ),
    settings: {
      version: "1.0.0",
      publicUrl: config.publicUrl,
      authorizationServer: config.authorizationServer,
      allowedOrigins: config.allowedOrigins,
      loopbackOnly: false,
      overload: config.overload,
      callsPerMinute: config.callsPerMinute,
      requestDeadlineMs: config.requestDeadlineMs,
      confirmAboveMinor: config.confirmAboveMinor,
    },
  });
  backend.start();
  return { app, backend, lines, events, failures, measured };
}

/** What the app is given from outside: for the authorization server the time and the internet. */
interface World {
  /** More for its MCP servers to serve. */
  readonly extension?: Extension | undefined;
  readonly now?: (() => number) | undefined;
  readonly fetchDocument?: ((url: string) => Promise<Response>) | undefined;
}

/** Signs in a demo customer once, and gives the same token from then on. */
function tokens(app: App) {
  const known = new Map<string, Promise<string>>();
  return (email = "demo1@example.com"): Promise<string> => {
    const token = known.get(email) ?? logIn(app, email);
    known.set(email, token);
    return token;
  };
}

export async function logIn(app: App, email: string, password = "Demo123!"): Promise<string> {
  const response = await app.fetch(
    new Request("http://localhost:8000/auth/login", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ email, password }),
    }),
  );
  const body = (await response.json()) as { access_token?: string };
  if (!body.access_token) throw new Error(`${email} could not sign in: ${response.status} ${JSON.stringify(body)}`);
  return body.access_token;
}
