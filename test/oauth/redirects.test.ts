import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ask, authorize, post, registerApp } from "../support/oauth/app.ts";
import { openBrowser, walk } from "../support/oauth/browser.ts";
import { openPlace, type Place } from "../support/oauth/place.ts";

let place: Place;
beforeAll(async () => {
  place = await openPlace("container", { env: { OAUTH_REGISTRATIONS_PER_HOUR: "500" } });
});
afterAll(async () => {
  expect(place.stage.failures).toEqual([]);
  await place[Symbol.asyncDispose]();
});

const registered = "https://app.example/callback?tenant=1";
const native = "http://127.0.0.1:33418/callback";

/** Almost the redirect URI that was registered: what a loose comparison would let through. */
const variants: Record<string, string> = {
  "another host": "https://evil.example/callback?tenant=1",
  "a host that begins the same": "https://app.example.evil.example/callback?tenant=1",
  "a host that ends the same": "https://evilapp.example/callback?tenant=1",
  "a subdomain": "https://x.app.example/callback?tenant=1",
  "another scheme": "http://app.example/callback?tenant=1",
  "another port": "https://app.example:444/callback?tenant=1",
  "the default port spelled out": "https://app.example:443/callback?tenant=1",
  "another case of the host": "https://APP.example/callback?tenant=1",
  "another case of the path": "https://app.example/Callback?tenant=1",
  "a trailing slash": "https://app.example/callback/?tenant=1",
  "a longer path": "https://app.example/callback/evil?tenant=1",
  "a climbing path": "https://app.example/callback/../evil?tenant=1",
  "an encoded climbing path": "https://app.example/callback%2f..%2fevil?tenant=1",
  "a doubled slash": "https://app.example//callback?tenant=1",
  "another query": "https://app.example/callback?tenant=2",
  "a longer query": "https://app.example/callback?tenant=1&next=https://evil.example",
  "no query": "https://app.example/callback",
  "a fragment": "https://app.example/callback?tenant=1#x",
  "an empty fragment": "https://app.example/callback?tenant=1#",
  "somebody before the host": "https://app.example@evil.example/callback?tenant=1",
  "a password before the host": "https://app.example:x@evil.example/callback?tenant=1",
  "a backslash": "https://app.example\\@evil.example/callback?tenant=1",
  "a blank at the end": "https://app.example/callback?tenant=1 ",
  "a blank before": " https://app.example/callback?tenant=1",
  "a line break": "https://app.example/callback?tenant=1\n",
  "a null": "https://app.example/callback?tenant=1\u0000",
  "no scheme": "//app.example/callback?tenant=1",
  "a path alone": "/callback?tenant=1",
  "a script": "javascript:alert(1)//app.example/callback",
  data: "data:text/html,app.example/callback",
  "letters that look alike": "https://аpp.example/callback?tenant=1",
  "a wildcard": "https://*.example/callback?tenant=1",
  "no address": "app.example",
  nothing: "",
};

describe("an open redirect", () => {
  it.each(Object.entries(variants))(
    "is not made of %s: the page says so, and nobody is sent anywhere",
    async (_what, uri) => {
      const app = await registerApp(place.url, { redirect_uris: [registered] });
      const response = await openBrowser().open(ask(place.url, app, { redirect_uri: uri }).url);
      expect([response.status, response.headers.get("location")]).toEqual([400, null]);
      expect(await response.text()).toMatch(/redirect_uri/);
    },
  );

  it("is not made of two redirect URIs, or of a second app's", async () => {
    const [app, other] = [await registerApp(place.url, { redirect_uris: [registered] }), await registerApp(place.url)];
    const twice = `${ask(place.url, app).url}&redirect_uri=${encodeURIComponent("https://evil.example/")}`;
    const foreign = ask(place.url, app, { redirect_uri: other.redirectUri }).url;
    const double = `${ask(place.url, app).url}&client_id=${other.clientId}`;
    for (const url of [twice, foreign, double]) {
      const response = await openBrowser().open(url);
      expect([response.status, response.headers.get("location")]).toEqual([400, null]);
    }
  });

  it.each([
    ["another port", "http://127.0.0.1:50000/callback", true],
    ["no port", "http://127.0.0.1/callback", true],
    ["another path", "http://127.0.0.1:33418/evil", false],
    ["another name of loopback", "http://localhost:33418/callback", false],
    ["another host", "http://127.0.0.2:33418/callback", false],
    ["somebody before the host", "http://127.0.0.1:33418@evil.example/callback", false],
    ["a host that begins with it", "http://127.0.0.1.evil.example/callback", false],
    ["a query", "http://127.0.0.1:33418/callback?x=1", false],
    ["another scheme", "https://127.0.0.1:33418/callback", false],
  ])("on loopback: %s", async (_what, uri, allowed) => {
    const app = await registerApp(place.url, { redirect_uris: [native] });
    const response = await openBrowser().open(ask(place.url, app, { redirect_uri: uri }).url);
    expect(response.status).toBe(allowed ? 303 : 400);
    expect(response.headers.get("location") ?? "").not.toContain("evil");
  });
});

describe("a registration", () => {
  const register = (metadata: object) => post(`${place.url}/oauth/register`, { client_name: "x", ...metadata });

  it.each([
    ["Claude", ["https://claude.ai/api/mcp/auth_callback"], {}],
    ["Cursor", ["cursor://anysphere.cursor-mcp/oauth/callback", "https://www.cursor.com/agents/x", native], {}],
    ["VS Code", ["http://127.0.0.1:33418/", "https://vscode.dev/redirect", "vscode://vscode.mcp/cb"], {}],
    ["Inspector", ["http://localhost:6274/oauth/callback"], { token_endpoint_auth_method: "client_secret_post" }],
    ["one for IPv6", ["http://[::1]:8123/callback"], { application_type: "native" }],
    [
      "one that asks for more",
      [native],
      { scope: "shop:orders", jwks_uri: "https://x.example/k", token_endpoint_auth_method: "client_secret_basic" },
    ],
  ])("of %s is taken as a public client's, without a secret", async (_who, redirectUris, more) => {
    const response = await register({ redirect_uris: redirectUris, ...more });
    const body = (await response.json()) as Record<string, unknown>;
    expect([response.status, body["redirect_uris"]]).toEqual([201, redirectUris]);
    expect(body).toMatchObject({ token_endpoint_auth_method: "none", response_types: ["code"] });
    for (const name of ["client_secret", "registration_access_token", "jwks_uri", "scope"])
      expect(body).not.toHaveProperty(name);
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
  });

  it.each([
    ["no redirect URI", { redirect_uris: [] }],
    ["redirect URIs that are none", { redirect_uris: "https://app.example/" }],
    ["a script", { redirect_uris: ["javascript:alert(1)"] }],
    ["data", { redirect_uris: ["data:text/html,x"] }],
    ["a file", { redirect_uris: ["file:///etc/passwd"] }],
    ["plain http", { redirect_uris: ["http://app.example/callback"] }],
    ["plain http at a host like loopback", { redirect_uris: ["http://127.0.0.1.evil.example/"] }],
    ["a scheme nobody knows", { redirect_uris: ["evil://callback"] }],
    ["a fragment", { redirect_uris: ["https://app.example/#x"] }],
    ["somebody before the host", { redirect_uris: ["https://me@app.example/"] }],
    ["a wildcard", { redirect_uris: ["https://*.app.example/"] }],
    ["one bad among good", { redirect_uris: [registered, "http://app.example/"] }],
    ["eleven of them", { redirect_uris: Array.from({ length: 11 }, (_, n) => `https://app.example/${n}`) }],
    ["loopback for a web client", { redirect_uris: [native], application_type: "web" }],
    ["an endless one", { redirect_uris: [`https://app.example/${"x".repeat(3000)}`] }],
  ])("with %s is refused", async (_what, metadata) => {
    const response = await register(metadata);
    expect([response.status, ((await response.json()) as any).error]).toEqual([400, "invalid_redirect_uri"]);
  });

  it("that is too large, or no object, is refused", async () => {
    expect((await register({ redirect_uris: [native], client_uri: "x".repeat(20_000) })).status).toBe(413);
    for (const body of [[], null, "x"]) expect((await post(`${place.url}/oauth/register`, body)).status).toBe(400);
  });
});

describe("an app known beforehand", () => {
  it("is connected by its pasted client id", async () => {
    const claude = { clientId: "claude", redirectUri: "https://claude.ai/api/mcp/auth_callback" };
    const { back } = await authorize(place.url, claude);
    expect(back.href).toMatch(/^https:\/\/claude\.ai\/api\/mcp\/auth_callback\?code=/);
  });

  it("may be the shop's own choice, with the redirect URIs that it was told", async () => {
    const desk = { client_id: "desk", name: "Help desk", redirect_uris: ["https://desk.example/callback"] };
    await using shop = await openPlace("container", { env: { OAUTH_CLIENTS: JSON.stringify([desk]) } });
    const app = { clientId: "desk", redirectUri: "https://desk.example/callback" };
    const browser = openBrowser();
    const consent = await walk(browser, ask(shop.url, app).url, { stopAt: (url) => url.includes("/oauth/consent/") });
    const text = await (await browser.open(consent)).text();
    expect(text).toContain("Help desk");
    expect(text).toContain("Known to this shop");
    expect((await authorize(shop.url, app)).back.href).toMatch(/^https:\/\/desk\.example\/callback\?code=/);
    const elsewhere = { ...app, redirectUri: "https://evil.example/callback" };
    expect((await browser.open(ask(shop.url, elsewhere).url)).status).toBe(400);
  });
});
