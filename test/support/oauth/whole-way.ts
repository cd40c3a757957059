import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { statusOf } from "./app.ts";
import { startMcpRemote } from "./mcp-remote.ts";
import { sdkApps } from "./sdk-apps.ts";

const laptop = "prod-e9075764";
/** A whole way takes four seconds; a machine that does much else may take its time. */
export const timeout = 90_000;
const scope = "shop:orders shop:reviews shop:returns";

/** Goes through an app's request as a person does: from the address it asks to be opened to the one it is answered at. */
type Person = (address: string) => Promise<URL>;

/** The whole way of one client, which ends at the first thing that is not as it should be. */
export interface WholeWay {
  readonly app: string;
  /** Whether the client itself listens where it is answered, or is handed the address by its maker's code. */
  readonly listens: boolean;
  go(origin: string, person: Person): Promise<void>;
}

interface Held {
  readonly clientId: string;
  readonly token: string;
  readonly refreshToken: string;
}

/** The app gives back its refresh token: what it held, and what it holds, is good for nothing from then on. */
async function revokeAll(origin: string, before: Held, { clientId, token, refreshToken }: Held): Promise<void> {
  expect(token).not.toBe(before.token);
  expect(refreshToken).not.toBe(before.refreshToken);
  for (const one of [before.token, token]) expect(await statusOf(origin, one)).toBe(200);
  const body = new URLSearchParams({ client_id: clientId, token: refreshToken });
  expect((await fetch(`${origin}/oauth/revoke`, { method: "POST", body })).status).toBe(200);
  for (const one of [before.token, token]) expect(await statusOf(origin, one)).toBe(401);
}

const placed = { success: true, status: "placed" };

const wayOfSdk = ({ app, connect }: (typeof sdkApps)[number]): WholeWay => ({
  app,
  listens: false,
  async go(origin, person) {
    await using client = await connect(`${origin}/mcp`);
    const { memory } = client;
    const held = (): Held => ({
      clientId: memory.registered?.client_id ?? "",
      token: memory.kept?.access_token ?? "",
      refreshToken: memory.kept?.refresh_token ?? "",
    });
    const found = await client.call("search_products", { query: "laptop" });
    expect(found.structuredContent).toMatchObject({ success: true });
    expect(memory.asked).toBeUndefined();

    await expect(client.call("order_product", { product_id: laptop })).rejects.toThrow(/Unauthorized/i);
    expect(memory.registered?.client_id).toMatch(/^app_/);
    expect(memory.asked?.searchParams.get("scope")).toMatch(new RegExp(`^${scope}( offline_access)?$`));
    expect(memory.asked?.searchParams.get("resource")).toBe(`${origin}/mcp`);

    await client.finish(await person(String(memory.asked)));
    const order = await client.call("order_product", { product_id: laptop, allow_duplicate: true });
    expect(order.structuredContent).toMatchObject(placed);

    // Its access token comes to its end: the client gets itself another one, without asking anybody.
    const before = held();
    memory.kept = { ...memory.kept, access_token: "over" };
    const history = await client.call("get_order_history", { limit: 1 });
    expect(history.structuredContent).toMatchObject({ success: true });

    await revokeAll(origin, before, held());
    await expect(client.call("get_order_history", { limit: 1 })).rejects.toThrow(/Unauthorized/i);
  },
});

const wayOfMcpRemote: WholeWay = {
  app: "mcp-remote",
  listens: true,
  async go(origin, person) {
    const home = mkdtempSync(join(tmpdir(), "mcp-remote-"));
    const remote = await startMcpRemote(`${origin}/mcp`, home);
    const held = (): Held => {
      const { client_id: clientId, access_token: token, refresh_token: refreshToken = "" } = remote.tokens();
      return { clientId, token, refreshToken };
    };
    try {
      await using client = remote.client;
      const found = await client.call("search_products", { query: "laptop" });
      expect(found.structuredContent).toMatchObject({ success: true });
      const ordering = client.call("order_product", { product_id: laptop, allow_duplicate: true });
      await person(await remote.asked());
      expect((await ordering).structuredContent).toMatchObject(placed);

      const before = held();
      remote.spoilToken();
      const history = await client.call("get_order_history", { limit: 1 });
      expect(history.structuredContent).toMatchObject({ success: true });
      await revokeAll(origin, before, held());
    } finally {
      rmSync(home, { recursive: true, force: true });
    }
  },
};

/** A search without a name, 401, discovery, registration, consent, sign-in, an order, a refresh, revocation, 401. */
export const wholeWays: readonly WholeWay[] = [...sdkApps.map(wayOfSdk), wayOfMcpRemote];
