import { listen, portOf } from "@shop/container";
import { afterAll, beforeAll, expect, it } from "vitest";
import { connect, refresh, registerApp, statusOf, type TestApp } from "../support/oauth/app.ts";
import { openPlace, type Place } from "../support/oauth/place.ts";
import { openApp } from "../support/stage.ts";

let place: Place;
let app: TestApp;
beforeAll(async () => {
  place = await openPlace();
  app = await registerApp(place.url);
});
afterAll(() => place[Symbol.asyncDispose]());

/** A server of the same stage that was started with another secret. */
async function serverWith(secret: string) {
  const { config } = place.stage;
  if (!config.oauth) throw new Error("No authorization server");
  const opened = openApp({ ...config, oauth: { ...config.oauth, secret: { value: secret } } });
  const server = await listen(opened.app, { host: "127.0.0.1", port: 0 });
  return {
    url: `http://127.0.0.1:${portOf(server)}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      opened.backend.stop();
    },
  };
}

it("a new secret before the old one changes nothing for those who are signed in", async () => {
  const tokens = await connect(place.url, app);
  await using next = await serverWith(`a-new-secret-of-this-stage-0123456789abc ${place.stage.env["OAUTH_SECRET"]}`);
  expect(await statusOf(next.url, tokens.access_token)).toBe(200);
  const { status, body } = await refresh(next.url, app, tokens.refresh_token);
  expect(status).toBe(200);
  expect(await statusOf(place.url, body.access_token)).toBe(200);
});

it("a secret without the old one ends every sign-in, and the server goes on with keys of its own", async () => {
  const tokens = await connect(place.url, app);
  await using next = await serverWith("another-secret-of-this-stage-0123456789abc");
  expect(await statusOf(next.url, tokens.access_token)).toBe(401);
  expect((await refresh(next.url, app, tokens.refresh_token)).status).toBe(401); // the app is not known any more either
  expect((await fetch(`${next.url}/oauth/jwks`)).status).toBe(200);
  expect((await registerApp(next.url)).clientId).toMatch(/^app_/);
});
