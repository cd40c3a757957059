import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { statusOf, tokenRequest } from "../support/oauth/app.ts";
import { openBrowser, walk } from "../support/oauth/browser.ts";
import { startMcpRemote } from "../support/oauth/mcp-remote.ts";
import { openPlace, type Place } from "../support/oauth/place.ts";
import { sdkApps } from "../support/oauth/sdk-apps.ts";

const laptop = "prod-e9075764";
const scope = "shop:orders shop:reviews shop:returns";

/** Brings an answer to mcp-remote, which names its redirect URI before it listens there, and may stop before it replies. */
async function deliver(back: string): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    const refused = await fetch(back).then(
      () => false,
      ({ cause }: { cause?: { code?: string } }) => cause?.code === "ECONNREFUSED",
    );
    if (!refused) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const revoke = (origin: string, clientId: string, token: string) =>
  fetch(`${origin}/oauth/revoke`, { method: "POST", body: new URLSearchParams({ client_id: clientId, token }) });

describe.each(["container", "lambda"] as const)("through the %s door", (door) => {
  let place: Place;
  beforeAll(async () => {
    place = await openPlace(door);
  });
  afterAll(async () => {
    expect(place.stage.failures).toEqual([]);
    await place[Symbol.asyncDispose]();
  });

  it.each(sdkApps)("$app goes from a search without a name to an order, and out again", async ({ connect }) => {
    await using app = await connect(`${place.url}/mcp`);
    const { memory } = app;
    expect((await app.call("search_products", { query: "laptop" })).structuredContent).toMatchObject({ success: true });
    expect(memory.asked).toBeUndefined();

    await expect(app.call("order_product", { product_id: laptop })).rejects.toThrow(/Unauthorized/i);
    expect(memory.registered?.client_id).toMatch(/^app_/);
    expect(memory.asked?.searchParams.get("scope")).toMatch(new RegExp(`^${scope}( offline_access)?$`));
    expect(memory.asked?.searchParams.get("resource")).toBe(`${place.url}/mcp`);

    await app.finish(new URL(await walk(openBrowser(), String(memory.asked))));
    const order = await app.call("order_product", { product_id: laptop, allow_duplicate: true });
    expect(order.structuredContent).toMatchObject({ success: true, status: "placed" });
    expect((await app.call("get_order_history", { limit: 1 })).structuredContent).toMatchObject({ success: true });

    // An access token that has come to its end: the client gets itself a new one, without asking anybody.
    const before = { ...memory.kept };
    const client_id = memory.registered?.client_id ?? "";
    const form = { grant_type: "refresh_token", client_id, refresh_token: before.refresh_token ?? "" };
    const { status, body } = await tokenRequest(place.url, form);
    expect(status).toBe(200);
    expect(body.refresh_token).not.toBe(before.refresh_token);
    memory.kept = { ...before, ...body };
    expect((await app.call("get_order_history", { limit: 1 })).structuredContent).toMatchObject({ success: true });

    expect((await revoke(place.url, client_id, body.refresh_token)).status).toBe(200);
    expect(await statusOf(place.url, body.access_token)).toBe(401);
    expect(await statusOf(place.url, before.access_token ?? "")).toBe(401);
    await expect(app.call("get_order_history", { limit: 1 })).rejects.toThrow(/Unauthorized/i);
  });

  it.each(sdkApps)("$app refreshes by itself when its access token is refused", async ({ connect }) => {
    await using app = await connect(`${place.url}/mcp`);
    await expect(app.call("get_order_history", {})).rejects.toThrow(/Unauthorized/i);
    await app.finish(new URL(await walk(openBrowser(), String(app.memory.asked))));
    const kept = { access_token: "", ...app.memory.kept };
    app.memory.kept = { ...kept, access_token: "spoiled" };
    expect((await app.call("get_order_history", { limit: 1 })).structuredContent).toMatchObject({ success: true });
    expect(app.memory.kept.refresh_token).not.toBe(kept.refresh_token);
  });

  it("mcp-remote goes from a search without a name to an order, and out again", async () => {
    const home = mkdtempSync(join(tmpdir(), "mcp-remote-"));
    const remote = await startMcpRemote(`${place.url}/mcp`, home);
    try {
      await using client = remote.client;
      expect((await client.call("search_products", { query: "laptop" })).structuredContent).toMatchObject({
        success: true,
      });
      const ordering = client.call("order_product", { product_id: laptop, allow_duplicate: true });
      const back = await walk(openBrowser(), await remote.asked());
      await deliver(back);
      expect((await ordering).structuredContent).toMatchObject({ success: true, status: "placed" });

      const { access_token: token, refresh_token: refreshToken = "", client_id: clientId } = remote.tokens();
      const form = { grant_type: "refresh_token", client_id: clientId, refresh_token: refreshToken };
      const refreshed = await tokenRequest(place.url, form);
      expect(refreshed.status).toBe(200);
      expect(await statusOf(place.url, refreshed.body.access_token)).toBe(200);
      await revoke(place.url, clientId, refreshed.body.refresh_token);
      for (const one of [token, refreshed.body.access_token]) expect(await statusOf(place.url, one)).toBe(401);
    } finally {
      rmSync(home, { recursive: true, force: true });
    }
  });
});
