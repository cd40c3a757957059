import { afterAll, beforeAll, expect, it } from "vitest";
import { legacyMessage, modernHeaders, modernMessage } from "../support/faults-calls.ts";
import { connect, post, registerApp } from "../support/oauth/app.ts";
import { openPlace, type Place } from "../support/oauth/place.ts";

let place: Place;
beforeAll(async () => {
  place = await openPlace();
});
afterAll(() => place[Symbol.asyncDispose]());

/** The line of a call that an app makes with a customer's token. */
async function lineOf(token: string, message: object, headers: Record<string, string> = {}) {
  const accept = "application/json, text/event-stream";
  const response = await post(`${place.url}/mcp`, message, { accept, ...headers, authorization: `Bearer ${token}` });
  expect(response.status).toBe(200);
  return place.stage.lines.at(-1);
}
const history = { name: "get_order_history", arguments: {} };

it("a call through an app names its id and what it registered as, where the call itself does not say", async () => {
  const app = await registerApp(place.url, { client_name: "Helpful Shopper" });
  const { access_token: token } = await connect(place.url, app);
  const legacy = await lineOf(token, legacyMessage("tools/call", history));
  expect(legacy).toMatchObject({ app: "Helpful Shopper", client: app.clientId.slice(0, 24), code: "ok" });
  const modern = await lineOf(token, modernMessage("tools/call", history), modernHeaders("tools/call", history.name));
  expect(modern).toMatchObject({ app: "test", client: app.clientId.slice(0, 24), era: "2026-07-28" });
});

it("an app that registers under somebody's address is just another one", async () => {
  const app = await registerApp(place.url, { client_name: "ada@example.com" });
  const { access_token: token } = await connect(place.url, app, { email: "demo2@example.com" });
  expect(await lineOf(token, legacyMessage("tools/call", history))).toMatchObject({ app: "other" });
});

it("a person's own sign-in is no app", async () => {
  const line = await lineOf(await place.stage.tokenOf(), legacyMessage("tools/call", history));
  expect(line).toMatchObject({ app: undefined, client: undefined, customer: expect.stringMatching(/^[0-9a-f]{12}$/) });
});
