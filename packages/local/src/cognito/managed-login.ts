import { randomBytes } from "node:crypto";
import { type AuthorizationRequest, readAuthorizationRequest, sendBack } from "./authorization-request.ts";
import { isSame } from "./client.ts";
import { readCookie, setCookie } from "./cookies.ts";
import { CognitoError, notAuthorized } from "./errors.ts";
import { createHandles, type Handles } from "./handles.ts";
import { type HttpReply, type HttpRequest, redirect } from "./http.ts";
import type { Context } from "./operation.ts";
import { errorPage, html, signInPage } from "./pages.ts";

/** What an authorization code stands for until it is exchanged. */
export interface CodeGrant {
  sub: string;
  clientId: string;
  redirectUri: string;
  scope: string;
  authTimeMs: number;
  nonce: string | undefined;
  codeChallenge: string | undefined;
}

/** A browser that has signed in. */
interface Browser {
  sub: string;
  authTimeMs: number;
}

/** What the sign-in pages remember: the codes they handed out, the browsers that signed in. */
export interface ManagedLogin extends Context {
  codes: Handles<CodeGrant>;
  browsers: Handles<Browser>;
}

const codeLifeMs = 5 * 60_000;
const browserLifeSeconds = 3_600;
const csrfCookie = "XSRF-TOKEN";
const browserCookie = "cognito";

/** Amazon Cognito's managed login as far as a code flow needs it. */
export function createManagedLogin(context: Context): ManagedLogin {
  const { now } = context.pool;
  return { ...context, codes: createHandles(codeLifeMs, now), browsers: createHandles(browserLifeSeconds * 1000, now) };
}

/** GET /oauth2/authorize: a code for a browser that has signed in, else the way to the sign-in page. */
export function authorize(http: HttpRequest, login: ManagedLogin): HttpReply {
  return forRequest(http, login, (request) => {
    const browser = request.prompt.includes("login") ? undefined : findBrowser(http, login);
    if (browser) return redirect(backWithCode(request, browser, login));
    const { redirectUri, state } = request;
    if (request.prompt.includes("none")) return redirect(sendBack(redirectUri, { error: "login_required", state }));
    return redirect(`/login?${http.query}`);
  });
}

/** GET /login. */
export function showLogin(http: HttpRequest, login: ManagedLogin): HttpReply {
  return forRequest(http, login, () => loginPage(http));
}

/** POST /login: email and password; back to the client with a code, or the page again with Cognito's words. */
export async function submitLogin(http: HttpRequest, login: ManagedLogin): Promise<HttpReply> {
  return forRequest(http, login, (request) => {
    const form = new URLSearchParams(http.body);
    if (isFromOurPage(http, form)) return signInByForm(http, request, form, login);
    return html(403, errorPage("This page was open too long. Go back to the app and sign in again."));
  });
}

/** GET /logout: forgets the browser; goes on only to an address the client registered for that. */
export function logout(http: HttpRequest, { pool, browsers }: ManagedLogin): HttpReply {
  browsers.take(readCookie(http, browserCookie) ?? "");
  const target = http.query.get("logout_uri") ?? "";
  const client = pool.clients.get(http.query.get("client_id") ?? "");
  const cookie = { "set-cookie": setCookie(browserCookie, "", 0) };
  if (client?.logoutUrls?.includes(target)) return redirect(target, cookie);
  return html(400, errorPage("Signed out, but this app may not be returned to (client_id, logout_uri)."), cookie);
}

/** Runs `proceed` for a good authorization request, else answers with its refusal. */
function forRequest<Reply>(http: HttpRequest, { pool }: ManagedLogin, proceed: (good: AuthorizationRequest) => Reply) {
  const request = readAuthorizationRequest(http.query, pool.clients);
  if ("shown" in request) return html(400, errorPage(request.shown));
  return "sentTo" in request ? redirect(request.sentTo) : proceed(request);
}

async function signInByForm(
  http: HttpRequest,
  request: AuthorizationRequest,
  form: URLSearchParams,
  login: ManagedLogin,
): Promise<HttpReply> {
  const username = form.get("username") ?? "";
  try {
    const user = await login.signIn(username, form.get("password") ?? "");
    if (user.status !== "CONFIRMED") throw notAuthorized("Your password must be changed: ask an administrator.");
    const browser = { sub: user.sub, authTimeMs: login.pool.now() };
    const cookie = setCookie(browserCookie, login.browsers.add(browser), browserLifeSeconds);
    return redirect(backWithCode(request, browser, login), { "set-cookie": cookie });
  } catch (error) {
    if (error instanceof CognitoError) return loginPage(http, { error: error.message, username });
    throw error;
  }
}

function backWithCode(request: AuthorizationRequest, { sub, authTimeMs }: Browser, { codes }: ManagedLogin): string {
  const { client, redirectUri, scope, nonce, codeChallenge, state } = request;
  const code = codes.add({ sub, clientId: client.clientId, redirectUri, scope, authTimeMs, nonce, codeChallenge });
  return sendBack(redirectUri, { code, state });
}

function findBrowser(http: HttpRequest, { pool, browsers }: ManagedLogin): Browser | undefined {
  const browser = browsers.find(readCookie(http, browserCookie) ?? "");
  return browser && pool.state.users.get(browser.sub)?.enabled ? browser : undefined;
}

/** Double submit: another site can make a browser post here, but can neither read nor set our cookie. */
function isFromOurPage(http: HttpRequest, form: URLSearchParams): boolean {
  const expected = readCookie(http, csrfCookie);
  return expected !== undefined && isSame(form.get("_csrf") ?? "", expected);
}

function loginPage(http: HttpRequest, again?: { error: string; username: string }): HttpReply {
  const csrf = readCookie(http, csrfCookie) ?? randomBytes(32).toString("base64url");
  const page = signInPage({ action: `/login?${http.query}`, csrf, ...again });
  return html(again ? 400 : 200, page, { "set-cookie": setCookie(csrfCookie, csrf, browserLifeSeconds) });
}
