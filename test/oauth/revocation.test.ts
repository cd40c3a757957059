import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { listen, portOf } from "@shop/container";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connect, post, refresh, registerApp, statusOf, type TestApp } from "../support/oauth/app.ts";
import { openBrowser, type Shown, walk } from "../support/oauth/browser.ts";
import { openPlace, type Place } from "../support/oauth/place.ts";
import { liveSessions } from "../support/oauth/sessions.ts";
import { openApp } from "../support/stage.ts";

const dataDir = mkdtempSync(join(tmpdir(), "shop-revocation-"));
let place: Place;
let app: TestApp;
beforeAll(async () => {
  place = await openPlace("container", { dataDir });
  app = await registerApp(place.url);
});
afterAll(async () => {
  expect(place.stage.failures).toEqual([]);
  await place[Symbol.asyncDispose]();
  rmSync(dataDir, { recursive: true, force: true });
});

const revoke = (clientId: string, token: string) =>
  fetch(`${place.url}/oauth/revoke`, { method: "POST", body: new URLSearchParams({ client_id: clientId, token }) });
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

describe("revoking", () => {
  it.each(["access_token", "refresh_token"] as const)(
    "the %s ends both, and the sign-in at Cognito behind them",
    async (which) => {
      const before = liveSessions(dataDir);
      const tokens = await connect(place.url, app, { email: "demo3@example.com" });
      expect(await statusOf(place.url, tokens.access_token)).toBe(200);
      expect(liveSessions(dataDir)).toBe(before + 1);
      expect((await revoke(app.clientId, tokens[which])).status).toBe(200);
      expect(await statusOf(place.url, tokens.access_token)).toBe(401);
      expect((await refresh(place.url, app, tokens.refresh_token)).body.error).toBe("invalid_grant");
      expect(liveSessions(dataDir)).toBe(before);
    },
  );

  it("another app's tokens, or what is no token, changes nothing and tells nothing", async () => {
    const tokens = await connect(place.url, app);
    const other = await registerApp(place.url);
    for (const token of [tokens.access_token, tokens.refresh_token, "nothing", "a.b.c"])
      expect((await revoke(other.clientId, token)).status).toBe(200);
    expect(await statusOf(place.url, tokens.access_token)).toBe(200);
    expect((await refresh(place.url, app, tokens.refresh_token)).status).toBe(200);
  });

  it("signing out with an app's token ends the app's access", async () => {
    const tokens = await connect(place.url, app);
    expect((await post(`${place.url}/auth/logout`, {}, bearer(tokens.access_token))).status).toBe(200);
    expect(await statusOf(place.url, tokens.access_token)).toBe(401);
    expect((await refresh(place.url, app, tokens.refresh_token)).body.error).toBe("invalid_grant");
  });

  it("a password sign-in ends at Cognito too", async () => {
    const before = liveSessions(dataDir);
    const credentials = { email: "demo4@example.com", password: "Demo123!" };
    const { access_token: token } = (await (await post(`${place.url}/auth/login`, credentials)).json()) as any;
    expect(liveSessions(dataDir)).toBe(before + 1);
    expect((await post(`${place.url}/auth/logout`, {}, bearer(token))).status).toBe(200);
    expect(liveSessions(dataDir)).toBe(before);
    expect(await statusOf(place.url, token)).toBe(401);
  });

  it("reaches every server within seconds", async () => {
    const second = openApp(place.stage.config);
    const server = await listen(second.app, { host: "127.0.0.1", port: 0 });
    const there = `http://127.0.0.1:${portOf(server)}`;
    const tokens = await connect(place.url, app);
    expect(await statusOf(there, tokens.access_token)).toBe(200);
    await revoke(app.clientId, tokens.refresh_token);
    const revokedAt = Date.now();
    while ((await statusOf(there, tokens.access_token)) === 200 && Date.now() - revokedAt < 7000) await sleep(200);
    expect(await statusOf(there, tokens.access_token)).toBe(401);
    expect(Date.now() - revokedAt).toBeLessThan(7000);
    server.closeAllConnections();
    server.close();
    second.backend.stop();
  });
});

describe("connected apps", () => {
  const connections = async (token: string) => {
    const response = await fetch(`${place.url}/auth/connections`, { headers: bearer(token) });
    return { status: response.status, body: (await response.json()) as any };
  };
  const remove = async (token: string, id: string) =>
    (await fetch(`${place.url}/auth/connections/${id}`, { method: "DELETE", headers: bearer(token) })).status;

  it("are listed to the person and ended by the person, over REST", async () => {
    const email = "demo6@example.com";
    const tokens = await connect(place.url, app, { email, change: { scope: "shop:orders" } });
    const own = await place.stage.tokenOf(email);
    const { body } = await connections(own);
    expect(body).toMatchObject({
      success: true,
      connections: [{ client_name: "Test app", redirect_host: "127.0.0.1:41999", scopes: ["shop:orders"] }],
    });
    const { connection_id: id } = body.connections[0];
    expect(await remove(await place.stage.tokenOf("demo7@example.com"), id)).toBe(404);
    expect(await statusOf(place.url, tokens.access_token)).toBe(200);
    expect(await remove(own, id)).toBe(200);
    expect(await statusOf(place.url, tokens.access_token)).toBe(401);
    expect((await refresh(place.url, app, tokens.refresh_token)).body.error).toBe("invalid_grant");
    expect((await connections(own)).body.connections).toEqual([]);
    expect(await remove(own, id)).toBe(404);
  });

  it("are nobody else's business: not an app's, not a stranger's", async () => {
    const tokens = await connect(place.url, app, { email: "demo6@example.com" });
    expect((await connections(tokens.access_token)).status).toBe(403);
    expect((await fetch(`${place.url}/auth/connections`)).status).toBe(401);
    expect((await connections(await place.stage.tokenOf("demo7@example.com"))).body.connections).toEqual([]);
  });

  it("are shown on a page after a sign-in of its own, and ended there", async () => {
    const email = "demo8@example.com";
    const tokens = await connect(place.url, app, { email });
    const browser = openBrowser();
    const before = liveSessions(dataDir);
    await walk(browser, `${place.url}/oauth/apps`, { email, stopAt: (url) => url === `${place.url}/oauth/apps` });
    expect(liveSessions(dataDir)).toBe(before); // the page leaves no sign-in behind
    const show = async (): Promise<Shown> => {
      const response = await browser.open(`${place.url}/oauth/apps`);
      return { url: `${place.url}/oauth/apps`, text: await response.text() };
    };
    const page = await show();
    expect(page.text).toContain("Test app");
    const [, connection = ""] = /name="connection" value="([^"]+)"/.exec(page.text) ?? [];
    const body = new URLSearchParams({ connection });
    for (const headers of [{ origin: "https://evil.example" }, { origin: "null" }, {}])
      expect((await browser.open(page.url, { method: "POST", headers, body })).status).toBe(403);
    expect((await openBrowser().submit(page, {})).status).toBe(403);
    expect(await statusOf(place.url, tokens.access_token)).toBe(200);
    expect((await browser.submit(page, {})).status).toBe(303);
    expect(await statusOf(place.url, tokens.access_token)).toBe(401);
    expect((await show()).text).toContain("There are none");
    await browser.submit(page, { leave: "yes" });
    expect((await browser.open(page.url)).headers.get("location")).toContain("/oauth2/authorize");
  });

  it("are shown though Cognito does not end the sign-in for it, which the log is told", async () => {
    const ports = place.stage.backend.oauth?.ports;
    if (!ports) throw new Error("No authorization server");
    const { endSignIn } = ports;
    const broken = new Error("Cognito answers 500 at its revoke endpoint");
    ports.endSignIn = () => Promise.reject(broken);
    const browser = openBrowser();
    const page = `${place.url}/oauth/apps`;
    await walk(browser, page, { email: "demo9@example.com", stopAt: (url) => url === page });
    ports.endSignIn = endSignIn;
    expect(await (await browser.open(page)).text()).toContain("Connected apps");
    expect(place.stage.failures.splice(0)).toEqual([broken]);
  });
});
