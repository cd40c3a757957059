import { Client as ModernClient, StreamableHTTPClientTransport as ModernTransport } from "@modelcontextprotocol/client";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import { bearer, type ShopClient, type Target, type ToolAnswer } from "./shop-client.ts";

export const legacyRevision = "2025-11-25";
export const modernRevision = "2026-07-28";

const info = { name: "test", version: "1.0.0" };

/** A client of SDK 1.x over any transport of its own: what a desktop program is built on. */
export async function connectLegacyClient(transport: Transport): Promise<ShopClient> {
  const client = new Client(info);
  await client.connect(transport);
  return {
    listTools: async () => (await client.listTools()).tools,
    call: async (name, args) => (await client.callTool({ name, arguments: { ...args } })) as ToolAnswer,
    [Symbol.asyncDispose]: () => client.close(),
  };
}

const connectSdk1 = ({ url, token, fetch }: Target): Promise<ShopClient> => {
  const transport = new StreamableHTTPClientTransport(new URL(url), {
    ...(fetch && { fetch }),
    requestInit: { headers: bearer(token) },
  });
  // Its own types disagree under exactOptionalPropertyTypes.
  return connectLegacyClient(transport as Transport);
};

type Mode = "legacy" | "auto" | { readonly pin: string };

const connectSdk2 =
  (mode: Mode) =>
  async ({ url, token, fetch }: Target): Promise<ShopClient> => {
    const client = new ModernClient(info, { versionNegotiation: { mode } });
    await client.connect(
      new ModernTransport(new URL(url), { ...(fetch && { fetch }), requestInit: { headers: bearer(token) } }),
    );
    return {
      listTools: async () => (await client.listTools()).tools as never,
      call: async (name, args) => (await client.callTool({ name, arguments: { ...args } })) as ToolAnswer,
      [Symbol.asyncDispose]: () => client.close(),
    };
  };

/** The official libraries, and the revision each of them ends up speaking with a server that knows both eras. */
export const sdkClients = [
  { client: "sdk 1.32", connect: connectSdk1, revision: legacyRevision },
  { client: "client 2.4, legacy", connect: connectSdk2("legacy"), revision: legacyRevision },
  { client: "client 2.4, auto", connect: connectSdk2("auto"), revision: modernRevision },
  { client: "client 2.4, pinned", connect: connectSdk2({ pin: modernRevision }), revision: modernRevision },
];
