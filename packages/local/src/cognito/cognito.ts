import type { CognitoClient } from "./client.ts";
import { openidConfiguration } from "./discovery.ts";
import { closeServer, type HttpReply, type HttpRequest, json, type Routes, serve } from "./http.ts";
import { answerApi } from "./json-api.ts";
import { authorize, createManagedLogin, logout, showLogin, submitLogin } from "./managed-login.ts";
import { exchangeToken, revokeToken, showUserInfo } from "./oauth-endpoints.ts";
import type { Context } from "./operation.ts";
import { openPool } from "./pool.ts";
import { createSignIn } from "./sign-in.ts";

/** A running stand-in for one Amazon Cognito user pool. */
export interface Cognito {
  url: string;
  poolId: string;
  region: string;
  stop(): Promise<void>;
}

/**
 * `dataDir` undefined keeps users and keys in memory. `port` is chosen freely when absent. `now` is in milliseconds
 * since 1970 (the real clock when absent); `scryptCost` is the cost N of passwords (16384), for faster tests.
 */
export interface CognitoOptions {
  dataDir: string | undefined;
  clients: readonly CognitoClient[];
  port?: number;
  poolId?: string;
  region?: string;
  now?: () => number;
  scryptCost?: number;
}

/** Starts the stand-in on 127.0.0.1; throws one clear line when the port is taken or the state cannot be read. */
export async function startCognito(options: CognitoOptions): Promise<Cognito> {
  const { dataDir, region = "us-east-1", poolId = `${region}_Local0001`, now = Date.now, scryptCost } = options;
  const clients = new Map(options.clients.map((client) => [client.clientId, client]));
  const pool = await openPool({ dataDir, poolId, region, clients, now, ...(scryptCost && { scryptCost }) });
  const routes = createRoutes({ pool, signIn: createSignIn(pool) });
  const { server, port } = await serve(routes, options.port ?? 0);
  const stop = async () => {
    await closeServer(server);
    await pool.save();
  };
  return { url: `http://127.0.0.1:${port}`, poolId, region, stop };
}

function createRoutes(context: Context): Routes {
  const { pool } = context;
  const login = createManagedLogin(context);
  const wellKnown = `/${pool.poolId}/.well-known`;
  const routes = new Map<string, (request: HttpRequest) => HttpReply | Promise<HttpReply>>([
    ["POST /", (request) => answerApi(request, context)],
    [`GET ${wellKnown}/jwks.json`, () => json(200, { keys: [pool.signer.jwk] })],
    [`GET ${wellKnown}/openid-configuration`, ({ headers }) => json(200, openidConfiguration(pool, ownUrl(headers)))],
    ["GET /oauth2/authorize", (request) => authorize(request, login)],
    ["GET /login", (request) => showLogin(request, login)],
    ["POST /login", (request) => submitLogin(request, login)],
    ["GET /logout", (request) => logout(request, login)],
    ["POST /oauth2/token", (request) => exchangeToken(request, pool, login.codes)],
    ["POST /oauth2/revoke", (request) => revokeToken(request, pool)],
    ["GET /oauth2/userInfo", (request) => showUserInfo(request, pool)],
    ["POST /oauth2/userInfo", (request) => showUserInfo(request, pool)],
  ]);
  const notFound = json(404, { message: "Not Found" });
  return (request) => routes.get(`${request.method} ${request.path}`)?.(request) ?? notFound;
}

/** The address the caller used; the server has let through only names of this machine. */
function ownUrl(headers: HttpRequest["headers"]): string {
  return `http://${headers.host}`;
}
