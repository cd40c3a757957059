import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ask, authorize, random, redeem, registerApp, statusOf, type TestApp } from "../support/oauth/app.ts";
import { openBrowser } from "../support/oauth/browser.ts";
import { openPlace, type Place } from "../support/oauth/place.ts";
import { agePassed, authItems } from "../support/oauth/records.ts";

let place: Place;
let app: TestApp;
beforeAll(async () => {
  place = await openPlace();
  app = await registerApp(place.url);
});
afterAll(async () => {
  expect(place.stage.failures).toEqual([]);
  await place[Symbol.asyncDispose]();
});

const sha256 = (text: string) => createHash("sha256").update(text).digest("base64url");

async function newCode(change = {}) {
  const { answer, verifier } = await authorize(place.url, app, { change });
  return { code: String(answer["code"]), verifier };
}

/** Opens a request that the server answers at once, and reads what the app is told. */
async function refused(change: Record<string, string | undefined>) {
  const response = await openBrowser().open(ask(place.url, app, change).url);
  const location = response.headers.get("location") ?? "";
  expect([response.status, location.startsWith(app.redirectUri)]).toEqual([303, true]);
  // What would be answered in a fragment is refused in one (OAuth 2.0 Multiple Response Types, section 5).
  const { search, hash } = new URL(location);
  return Object.fromEntries(new URLSearchParams(search || hash.slice(1)));
}

describe("a mix-up", () => {
  it("is seen by the app: every answer names this server as its issuer, good or bad", async () => {
    const { answer, state } = await authorize(place.url, app);
    expect(answer).toEqual({ code: expect.any(String), state, iss: place.url });
    for (const change of [{ response_type: "token" }, { scope: "nothing:here" }, { resource: "https://other.example" }])
      expect(await refused({ ...change, state: "s" })).toMatchObject({
        iss: place.url,
        state: "s",
        error: expect.any(String),
      });
    expect((await authorize(place.url, app, { decision: "deny" })).answer).toMatchObject({ iss: place.url });
  });
});

describe("a request", () => {
  it.each([
    ["without a challenge", { code_challenge: undefined, code_challenge_method: undefined }, "invalid_request"],
    ["with a method and no challenge", { code_challenge: undefined }, "invalid_request"],
    ["with a plain challenge", { code_challenge_method: "plain" }, "invalid_request"],
    ["with a challenge of no method", { code_challenge_method: undefined }, "invalid_request"],
    ["with a short challenge", { code_challenge: "short" }, "invalid_request"],
    ["for another response type", { response_type: "token" }, "unsupported_response_type"],
    ["for an ID token", { response_type: "code id_token" }, "unsupported_response_type"],
    ["for scopes that do not exist", { scope: "admin everything" }, "invalid_scope"],
    ["for another resource", { resource: "https://other.example/mcp" }, "invalid_target"],
    ["for a resource that begins like ours", { resource: "http://localhost:80000/mcp" }, "invalid_target"],
    ["that nobody may be asked about", { prompt: "none" }, "login_required"],
    ["in an object of its own", { request: "eyJhbGciOiJub25lIn0.e30." }, "request_not_supported"],
    ["at another address", { request_uri: "https://evil.example/request" }, "request_uri_not_supported"],
  ])("%s is refused", async (_what, change, error) => {
    expect(await refused(change)).toMatchObject({ error, iss: place.url });
  });

  it.each(["fragment", "form_post", "web_message", "query.jwt"])("to answer by %s is refused here", async (mode) => {
    const response = await openBrowser().open(ask(place.url, app, { response_mode: mode }).url);
    expect([response.status, response.headers.get("location")]).toEqual([400, null]);
  });

  it.each([undefined, "", "/", "/mcp", "/mcp?auth=required"])(
    "for the resource %s gives a token for this server",
    async (path) => {
      const resource = path === undefined ? undefined : `${place.url}${path}`;
      const { code, verifier } = await newCode({ resource });
      const { body } = await redeem(place.url, app, { code, verifier, ...(resource && { resource }) });
      const claims = JSON.parse(Buffer.from(body.access_token.split(".")[1] ?? "", "base64url").toString());
      expect(claims).toMatchObject({ aud: place.url, iss: place.url, client_id: app.clientId });
    },
  );

  it("asks for all that a customer may give when it names no scope, and drops what does not exist", async () => {
    const all = "shop:orders shop:reviews shop:returns";
    for (const [scope, granted] of [
      [undefined, all],
      ["offline_access", all],
      ["shop:orders openid nonsense", "shop:orders"],
    ] as const) {
      const { code, verifier } = await newCode({ scope });
      expect((await redeem(place.url, app, { code, verifier })).body.scope).toBe(granted);
    }
  });
});

describe("a stolen code", () => {
  it.each([
    ["without its verifier", { code_verifier: "" }],
    ["with another verifier", { code_verifier: random() }],
    ["for another redirect URI", { redirect_uri: "http://127.0.0.1:41999/other" }],
    ["for another resource", { resource: "https://other.example" }],
  ])("is worth nothing %s, and stays good for whom it was made", async (_what, change) => {
    const { code, verifier } = await newCode();
    const stolen = await redeem(place.url, app, { code, verifier, ...change });
    expect([stolen.status, stolen.body.access_token]).toEqual([400, undefined]);
    expect((await redeem(place.url, app, { code, verifier })).status).toBe(200);
  });

  it("is worth nothing a minute later, to anybody", async () => {
    const asked = Math.floor(Date.now() / 1000);
    const { code, verifier } = await newCode();
    const [kept] = (await authItems(place.stage)).filter(({ pk }) => pk === `code#${sha256(code)}`);
    expect(Number(kept?.["expires_at"]) - asked).toBeGreaterThanOrEqual(60);
    expect(Number(kept?.["expires_at"]) - Math.floor(Date.now() / 1000)).toBeLessThanOrEqual(60);
    await agePassed(place.stage, "code");
    expect((await redeem(place.url, app, { code, verifier })).body.error).toBe("invalid_grant");
  });

  it("is worth nothing to another app", async () => {
    const { code, verifier } = await newCode();
    const other = await registerApp(place.url);
    expect((await redeem(place.url, other, { code, verifier })).body.error).toBe("invalid_grant");
    expect((await redeem(place.url, { ...app, clientId: "nobody" }, { code, verifier })).status).toBe(401);
    expect((await redeem(place.url, app, { code, verifier })).status).toBe(200);
  });

  it("that is used again ends what it has given", async () => {
    const { code, verifier } = await newCode();
    const { body } = await redeem(place.url, app, { code, verifier });
    expect(await statusOf(place.url, body.access_token)).toBe(200);
    expect((await redeem(place.url, app, { code, verifier })).body.error).toBe("invalid_grant");
    expect(await statusOf(place.url, body.access_token)).toBe(401);
    expect(place.stage.events).toContain("grant_revoked");
  });
});

describe("a race for a code", () => {
  it("has one winner of twenty", async () => {
    const { code, verifier } = await newCode();
    const answers = await Promise.all(Array.from({ length: 20 }, () => redeem(place.url, app, { code, verifier })));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, ...Array(19).fill(400)]);
    expect(new Set(answers.map(({ body }) => body.error))).toEqual(new Set([undefined, "invalid_grant"]));
  });
});
