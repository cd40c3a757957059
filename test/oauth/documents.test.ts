import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ask, authorize, redeem } from "../support/oauth/app.ts";
import { openBrowser, walk } from "../support/oauth/browser.ts";
import { openPlace, type Place } from "../support/oauth/place.ts";

/** Client metadata documents, as the internet would have them. */
const documents = new Map<string, () => Response>();
const asked: string[] = [];
const redirectUri = "http://127.0.0.1:41999/callback";
const at = (name: string) => `https://app.example/${name}.json`;
const publish = (name: string, document: unknown, headers: Record<string, string> = {}) => {
  documents.set(at(name), () => Response.json(document, { headers }));
  return { clientId: at(name), redirectUri };
};
const good = (name: string, more: object = {}) => ({
  client_id: at(name),
  client_name: "Documented app",
  redirect_uris: [redirectUri],
  ...more,
});

let place: Place;
beforeAll(async () => {
  const fetchDocument = async (url: string) => {
    asked.push(url);
    return documents.get(url)?.() ?? new Response("", { status: 404 });
  };
  place = await openPlace("container", { fetchDocument });
});
afterAll(() => place[Symbol.asyncDispose]());

describe("an app that publishes who it is", () => {
  it("signs in without registering, and the page names its publisher", async () => {
    const app = publish("good", good("good"));
    const page = await walk(openBrowser(), ask(place.url, app).url, {
      stopAt: (url) => url.includes("/oauth/consent/"),
    });
    expect(page).toContain("/oauth/consent/");
    const browser = openBrowser();
    const consent = await walk(browser, ask(place.url, app).url, { stopAt: (url) => url.includes("/oauth/consent/") });
    const text = await (await browser.open(consent)).text();
    expect(text).toContain("Published by app.example");
    expect(text).toContain("127.0.0.1:41999");
    const { answer, verifier } = await authorize(place.url, app);
    expect((await redeem(place.url, app, { code: String(answer["code"]), verifier })).status).toBe(200);
  });

  it("offers the ways to prove itself that hosted assistants do, none among them", async () => {
    const more = {
      token_endpoint_auth_method: "none",
      token_endpoint_auth_methods_supported: ["none", "private_key_jwt"],
    };
    const app = publish("hosted", good("hosted", more));
    expect((await authorize(place.url, app)).answer).toHaveProperty("code");
  });

  it("is fetched once, and remembered for a while", async () => {
    const app = publish("cached", good("cached"), { "cache-control": "max-age=600" });
    asked.length = 0;
    for (let visit = 0; visit < 3; visit++) await authorize(place.url, app);
    expect(asked).toEqual([app.clientId]);
  });
});

describe("a document", () => {
  it.each([
    ["of another app", { ...good("of-another"), client_id: at("good") }],
    ["with a secret", good("with-a-secret", { client_secret: "x" })],
    ["that wants a secret", good("wants", { token_endpoint_auth_method: "client_secret_basic" })],
    ["without redirect URIs", { client_id: at("x"), client_name: "x" }],
    ["with a script for a redirect URI", good("script", { redirect_uris: ["javascript:alert(1)"] })],
    ["with a scheme nobody knows", good("scheme", { redirect_uris: ["com.evil.app://callback"] })],
    ["with plain http for a redirect URI", good("http", { redirect_uris: ["http://app.example/callback"] })],
    ["that is a list", [good("list")]],
  ])("%s makes no app", async (what, document) => {
    const name = what.replaceAll(" ", "-");
    const hasOwnId = Array.isArray(document) || !("client_id" in document) || document.client_id !== at("good");
    const app = publish(name, hasOwnId && !Array.isArray(document) ? { ...document, client_id: at(name) } : document);
    // Asked for with its own redirect URI: it is the document that is refused, and not an address it does not name.
    const { redirect_uris: [own = redirectUri] = [] } = document as { redirect_uris?: string[] };
    const response = await openBrowser().open(ask(place.url, { ...app, redirectUri: own }).url);
    expect([response.status >= 400, response.headers.get("location")]).toEqual([true, null]);
  });

  it("does not let an app use redirect URIs that it does not name", async () => {
    const app = publish("strict", good("strict"));
    const response = await openBrowser().open(
      ask(place.url, app, { redirect_uri: "https://evil.example/callback" }).url,
    );
    expect([response.status, response.headers.get("location")]).toEqual([400, null]);
  });
});

describe("an address of a document", () => {
  it.each([
    ...[
      "http://app.example/c.json",
      "https://127.0.0.1/c.json",
      "https://[::1]/c.json",
      "https://169.254.169.254/c.json",
    ],
    ...[
      "https://app.example",
      "https://app.example/",
      "https://app.example:8443/c.json",
      "https://me@app.example/c.json",
    ],
    ...[
      "https://app.example/c.json#x",
      "https://app.example/a/../c.json",
      "https://app.example/a/%2e%2e/c.json",
      "https://localhost/c.json",
    ],
    ...["https://app.example\\@evil.example/c.json", "https://2130706433/c.json", "https://app.internal/c.json"],
  ])("%s is never asked for", async (clientId) => {
    asked.length = 0;
    const response = await openBrowser().open(ask(place.url, { clientId, redirectUri }).url);
    expect([response.status >= 400, response.headers.get("location")]).toEqual([true, null]);
    expect(asked).toEqual([]);
  });

  it("is never asked for outside of the hosts that the shop allows", async () => {
    await using strict = await openPlace("container", {
      env: { OAUTH_METADATA_HOSTS: "claude.ai" },
      fetchDocument: async (url) => {
        asked.push(url);
        return new Response("", { status: 404 });
      },
    });
    asked.length = 0;
    await openBrowser().open(ask(strict.url, { clientId: at("good"), redirectUri }).url);
    expect(asked).toEqual([]);
    await openBrowser().open(ask(strict.url, { clientId: "https://claude.ai/oauth/client.json", redirectUri }).url);
    expect(new Set(asked)).toEqual(new Set(["https://claude.ai/oauth/client.json"]));
  });
});
