import { Client as ModernClient, StreamableHTTPClientTransport as ModernTransport } from "@modelcontextprotocol/client";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import { McpClient, type McpTransport } from "@strands-agents/sdk";
import { bearer, type ShopClient, type Target, type ToolAnswer, textOfPrompt, textOfResource } from "./shop-client.ts";

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
    ...contentOf(client),
    [Symbol.asyncDispose]: () => client.close(),
  };
}

/** What both libraries have under the same names. */
const contentOf = (client: Pick<Client | ModernClient, "readResource" | "getPrompt">) => ({
  read: async (uri: string) => textOfResource(await client.readResource({ uri })),
  prompt: async (name: string, args: Record<string, string>) =>
    textOfPrompt(await client.getPrompt({ name, arguments: args })),
});

/** The client of Strands agents, which need a model besides; what it lists it hands to them as tools. */
const connectStrands = async ({ url, token, fetch }: Target): Promise<ShopClient> => {
  const transport = new StreamableHTTPClientTransport(new URL(url), {
    ...(fetch && { fetch }),
    requestInit: { headers: bearer(token) },
  });
  const strands = new McpClient({ transport: transport as McpTransport });
  const tools = await strands.listTools();
  return {
    listTools: async () => tools,
    async call(name, args) {
      const tool = tools.find((one) => one.name === name);
      if (!tool) throw new Error(`Strands knows no tool ${name}`);
      return (await strands.callTool(tool, { ...args })) as ToolAnswer;
    },
    ...contentOf(strands.client),
    [Symbol.asyncDispose]: () => strands.disconnect(),
  };
};

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
      ...contentOf(client),
      [Symbol.asyncDispose]: () => client.close(),
    };
  };

/** The official libraries and one built on them, and the revision each of them ends up speaking with a server that knows both eras. */
export const sdkClients = [
  { client: "sdk 1.32", connect: connectSdk1, revision: legacyRevision },
  { client: "client 2.4, legacy", connect: connectSdk2("legacy"), revision: legacyRevision },
  { client: "client 2.4, auto", connect: connectSdk2("auto"), revision: modernRevision },
  { client: "client 2.4, pinned", connect: connectSdk2({ pin: modernRevision }), revision: modernRevision },
  { client: "strands 1.19", connect: connectStrands, revision: legacyRevision },
];
