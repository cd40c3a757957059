import { createHash } from "node:crypto";
import {
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
  InitiateAuthCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import type { CognitoClient } from "./client.ts";
import { type CognitoOptions, startCognito } from "./cognito.ts";

export const password = "Demo123!";
export const email = "demo1@example.com";
export const callback = "http://localhost:8000/oauth/callback";
export const secret = "a client's secret";

/** Clients as the server will have them: one for logins, one for the broker, one with rotation, one for refresh only. */
const clients: CognitoClient[] = [
  { clientId: "login", accessTokenSeconds: 86_400, callbackUrls: [callback], logoutUrls: ["http://localhost:8000/"] },
  { clientId: "broker", clientSecret: secret, callbackUrls: [callback, `${callback}?via=local`] },
  { clientId: "rotating", rotateRefreshTokens: true },
  { clientId: "refresh-only", explicitAuthFlows: ["ALLOW_REFRESH_TOKEN_AUTH"] },
  { clientId: "password-only", explicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH"], scopes: ["openid"] },
];

/** A running stand-in with a clock that tests move and cheap passwords, and the AWS SDK's client of it. */
export async function startPool(more: Partial<CognitoOptions> = {}) {
  const clock = { nowMs: Date.now() };
  const now = () => clock.nowMs;
  const cognito = await startCognito({ dataDir: undefined, clients, now, scryptCost: 16, ...more });
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  const aws = new CognitoIdentityProviderClient({ endpoint: cognito.url, region: cognito.region, credentials });
  const UserPoolId = cognito.poolId;
  const stop = async () => {
    aws.destroy();
    await cognito.stop();
  };

  return {
    ...cognito,
    aws,
    UserPoolId,
    stop,
    pass: (seconds: number) => {
      clock.nowMs += seconds * 1000;
    },
    async addUser(Username = email, attributes: Record<string, string> = { "custom:customer_id": "cust-001" }) {
      const UserAttributes = Object.entries(attributes).map(([Name, Value]) => ({ Name, Value }));
      const { User } = await aws.send(new AdminCreateUserCommand({ UserPoolId, Username, UserAttributes }));
      await aws.send(new AdminSetUserPasswordCommand({ UserPoolId, Username, Password: password, Permanent: true }));
      return User?.Username ?? "";
    },
    signIn: (USERNAME = email, PASSWORD = password, ClientId = "login") => {
      const AuthParameters = { USERNAME, PASSWORD };
      return aws.send(new InitiateAuthCommand({ ClientId, AuthFlow: "USER_PASSWORD_AUTH", AuthParameters }));
    },
    async tokens(ClientId = "login") {
      const { AuthenticationResult } = await this.signIn(email, password, ClientId);
      const { AccessToken = "", IdToken = "", RefreshToken = "", ExpiresIn } = AuthenticationResult ?? {};
      return { AccessToken, IdToken, RefreshToken, ExpiresIn };
    },
    call: (operation: string, input: unknown) => callApi(cognito.url, operation, JSON.stringify(input)),
    get: (path: string, headers: Record<string, string> = {}) =>
      fetch(`${cognito.url}${path}`, { headers, redirect: "manual" }),
    post: (path: string, form: Record<string, string>, headers: Record<string, string> = {}) =>
      fetch(`${cognito.url}${path}`, { method: "POST", body: new URLSearchParams(form), headers, redirect: "manual" }),
  };
}

export type TestPool = Awaited<ReturnType<typeof startPool>>;

interface ApiReply {
  status: number;
  __type?: string;
  message?: string;
  Username?: string;
  AuthenticationResult?: { AccessToken: string; IdToken: string; RefreshToken?: string };
}

/** A raw call of the JSON API: the status, and the answer or the refusal. */
export async function callApi(url: string, operation: string, body: string): Promise<ApiReply> {
  const headers = {
    "x-amz-target": `AWSCognitoIdentityProviderService.${operation}`,
    "content-type": "application/x-amz-json-1.1",
  };
  const response = await fetch(url, { method: "POST", headers, body });
  return { status: response.status, ...((await response.json()) as Omit<ApiReply, "status">) };
}

export function claimsOf(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
}

export const verifier = "a-code-verifier-of-at-least-forty-three-characters";
const challenge = createHash("sha256").update(verifier).digest("base64url");

/** An authorization request's query, with changes; an undefined one is left out. */
export function authorizeQuery(changes: Record<string, string | undefined> = {}): string {
  const standard = {
    response_type: "code",
    client_id: "login",
    redirect_uri: callback,
    scope: "openid email",
    state: "a state",
    nonce: "a-nonce",
    code_challenge: challenge,
    code_challenge_method: "S256",
  };
  const kept = Object.entries({ ...standard, ...changes }).filter(([, value]) => value !== undefined);
  return new URLSearchParams(kept as [string, string][]).toString();
}

/** What a person's browser does: opens the page, signs in. Answers with the code and the browser's cookie. */
export async function signInOnPage(pool: TestPool, query = authorizeQuery()) {
  const page = await pool.get(`/login?${query}`);
  const cookie = page.headers.get("set-cookie")?.split(";")[0] ?? "";
  const form = { _csrf: cookie.split("=")[1] ?? "", username: email, password };
  const reply = await pool.post(`/login?${query}`, form, { cookie });
  const location = reply.headers.get("location") ?? "";
  const code = location ? (new URL(location).searchParams.get("code") ?? "") : "";
  return { reply, location, code, cookie: reply.headers.get("set-cookie")?.split(";")[0] ?? "" };
}
