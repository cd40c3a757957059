import { createHash, randomBytes } from "node:crypto";
import { openBrowser, type Visit, walk } from "./browser.ts";

/** An app that signs people in by hand, one request at a time: for tests that look at each of them. */
export interface TestApp {
  readonly clientId: string;
  readonly redirectUri: string;
}

export interface Asked {
  readonly url: string;
  readonly verifier: string;
  readonly state: string;
}

const shopScope = "shop:orders shop:reviews shop:returns";
export const random = (): string => randomBytes(32).toString("base64url");
const challengeOf = (verifier: string): string => createHash("sha256").update(verifier).digest("base64url");

export async function registerApp(origin: string, metadata: object = {}): Promise<TestApp> {
  const redirectUri = "http://127.0.0.1:41999/callback";
  const response = await post(`${origin}/oauth/register`, {
    client_name: "Test app",
    redirect_uris: [redirectUri],
    ...metadata,
  });
  const body = (await response.json()) as { client_id: string; redirect_uris: string[] };
  if (response.status !== 201) throw new Error(`Not registered: ${response.status} ${JSON.stringify(body)}`);
  return { clientId: body.client_id, redirectUri: body.redirect_uris[0] ?? "" };
}

export const post = (url: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });

/** An authorization request; `change` replaces parameters, or takes them out with `undefined`. */
export function ask(origin: string, app: TestApp, change: Record<string, string | undefined> = {}): Asked {
  const [verifier, state] = [random(), random()];
  const parameters = {
    response_type: "code",
    client_id: app.clientId,
    redirect_uri: app.redirectUri,
    scope: shopScope,
    state,
    code_challenge: challengeOf(verifier),
    code_challenge_method: "S256",
    resource: origin,
    ...change,
  };
  const present = Object.entries(parameters).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return { url: `${origin}/oauth/authorize?${new URLSearchParams(present)}`, verifier, state };
}

/** The whole way of a person through an app's request. Answers what the app is sent. */
export async function authorize(
  origin: string,
  app: TestApp,
  visit: Visit & { change?: Record<string, string | undefined> } = {},
) {
  const asked = ask(origin, app, visit.change);
  const back = new URL(await walk(openBrowser(), asked.url, visit));
  return { ...asked, back, answer: Object.fromEntries(back.searchParams) as Record<string, string> };
}

export interface TokenAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: { access_token: string; refresh_token: string; expires_in: number; scope: string; error?: string };
}

export async function tokenRequest(origin: string, form: Record<string, string>): Promise<TokenAnswer> {
  const response = await fetch(`${origin}/oauth/token`, { method: "POST", body: new URLSearchParams(form) });
  return { status: response.status, headers: response.headers, body: (await response.json()) as TokenAnswer["body"] };
}

export const redeem = (
  origin: string,
  app: TestApp,
  { code, verifier, ...change }: { code: string; verifier: string; [name: string]: string },
): Promise<TokenAnswer> =>
  tokenRequest(origin, {
    grant_type: "authorization_code",
    client_id: app.clientId,
    redirect_uri: app.redirectUri,
    resource: origin,
    code,
    code_verifier: verifier,
    ...change,
  });

export const refresh = (origin: string, app: TestApp, token: string): Promise<TokenAnswer> =>
  tokenRequest(origin, { grant_type: "refresh_token", client_id: app.clientId, refresh_token: token });

/** Signs a person in for an app, all the way to the tokens. */
export async function connect(origin: string, app: TestApp, visit: Parameters<typeof authorize>[2] = {}) {
  const { verifier, answer } = await authorize(origin, app, visit);
  const { status, body } = await redeem(origin, app, { code: String(answer["code"]), verifier });
  if (status !== 200) throw new Error(`No tokens: ${status} ${JSON.stringify({ answer, body })}`);
  return body;
}

/** Calls a tool over plain HTTP; answers the status alone. */
export const statusOf = async (origin: string, token: string, tool = "get_order_history"): Promise<number> =>
  (await post(`${origin}/tools/${tool}`, {}, { authorization: `Bearer ${token}` })).status;
