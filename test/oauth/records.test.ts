import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  ask,
  authorize,
  connect,
  redeem,
  registerApp,
  statusOf,
  type TestApp,
  tokenRequest,
} from "../support/oauth/app.ts";
import { openBrowser, walk } from "../support/oauth/browser.ts";
import { openPlace, type Place } from "../support/oauth/place.ts";
import { agePassed, authItems } from "../support/oauth/records.ts";
import { claimsOf } from "../support/tokens.ts";

let place: Place;
let app: TestApp;
beforeAll(async () => {
  place = await openPlace();
  app = await registerApp(place.url);
});
afterAll(() => place[Symbol.asyncDispose]());

const isCallback = (url: string) => new URL(url).pathname === "/oauth/callback";

describe("the auth table", () => {
  it("holds nothing that a thief of it could use or read", async () => {
    const browser = openBrowser();
    const asked = ask(place.url, app);
    const callback = await walk(browser, asked.url, { stopAt: isCallback });
    const pending = new URL(callback);
    const before = await authItems(place.stage);
    const back = new URL(await walk(browser, callback));
    const code = back.searchParams.get("code") ?? "";
    const { body } = await redeem(place.url, app, { code, verifier: asked.verifier });
    const { body: next } = await tokenRequest(place.url, {
      grant_type: "refresh_token",
      client_id: app.clientId,
      refresh_token: body.refresh_token,
    });
    await place.stage.tokenOf();
    const items = [...before, ...(await authItems(place.stage))];
    const secrets = [
      ...[asked.verifier, asked.state, code, body.access_token, body.refresh_token, next.refresh_token],
      ...[
        pending.searchParams.get("state") ?? "",
        pending.searchParams.get("code") ?? "",
        claimsOf(body.access_token)["gid"],
      ],
      ...browser.cookies.map(({ value }) => value),
      ...[
        "demo1@example.com",
        "cust-001",
        "Test app",
        "41999",
        claimsOf(body.access_token)["sub"],
        app.clientId,
        '"d":',
      ],
    ].map(String);
    const dump = JSON.stringify(
      items.map((item) => Object.fromEntries(Object.entries(item).map(([name, value]) => [name, readable(value)]))),
    );
    for (const secret of secrets.filter((one) => one.length > 2))
      expect([secret, dump.includes(secret)]).toEqual([secret, false]);
    for (const { pk, expires_at } of items.filter((item) => !String(item["pk"]).startsWith("key#")))
      expect([pk, typeof expires_at]).toEqual([pk, "number"]);
  });

  it.each([
    [
      "a consent page",
      "interaction",
      async () => {
        const browser = openBrowser();
        const url = await walk(browser, ask(place.url, app).url, { stopAt: (one) => one.includes("/oauth/consent/") });
        return async () => (await browser.open(url)).status === 200;
      },
    ],
    [
      "a way back from Cognito",
      "state",
      async () => {
        const browser = openBrowser();
        const url = await walk(browser, ask(place.url, app).url, { stopAt: isCallback });
        return async () => (await browser.open(url)).status === 303;
      },
    ],
    [
      "a code",
      "code",
      async () => {
        const { answer, verifier } = await authorize(place.url, app);
        return async () => (await redeem(place.url, app, { code: String(answer["code"]), verifier })).status === 200;
      },
    ],
    [
      "a grant",
      "grant",
      async () => {
        const { access_token: token } = await connect(place.url, app);
        return async () => (await statusOf(place.url, token)) === 200;
      },
    ],
    [
      "a registration",
      "client",
      async () => {
        const other = await registerApp(place.url);
        return async () => (await openBrowser().open(ask(place.url, other).url)).status === 303;
      },
    ],
  ])("still holds %s that has expired, and does not let it pass", async (_what, kind, prepare) => {
    const passes = await prepare();
    await agePassed(place.stage, kind);
    expect(await passes()).toBe(false);
  });
});

/** Bytes as text, so that what is not encrypted can be found in them. */
const readable = (value: unknown): unknown => {
  if (value instanceof Uint8Array) return Buffer.from(value).toString("latin1");
  return value instanceof Set ? [...value] : value;
};
