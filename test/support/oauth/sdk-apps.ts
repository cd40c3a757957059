import { Client as ModernClient, StreamableHTTPClientTransport as ModernTransport } from "@modelcontextprotocol/client";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import { modernRevision } from "../clients/sdk-clients.ts";
import type { ShopClient, ToolAnswer } from "../clients/shop-client.ts";

export interface Tokens {
  access_token: string;
  refresh_token?: string | undefined;
}

/** What an app keeps of a sign-in: the part of an MCP client that its maker writes. */
class AppMemory {
  readonly redirectUrl = "http://127.0.0.1:41777/callback";
  readonly clientMetadata = {
    client_name: "SDK test app",
    redirect_uris: [this.redirectUrl],
    grant_types: ["authorization_code", "refresh_token"],
    response_types: ["code"],
    token_endpoint_auth_method: "none",
  };
  /** The address that the app asked to be opened in a browser. */
  asked: URL | undefined;
  registered: { client_id: string } | undefined;
  kept: Tokens | undefined;
  readonly #state = crypto.randomUUID();
  #verifier = "";

  state = () => this.#state;
  clientInformation = () => this.registered;
  saveClientInformation = (information: { client_id: string }) => {
    this.registered = information;
  };
  tokens = () => this.kept;
  saveTokens = (tokens: Tokens) => {
    this.kept = tokens;
  };
  redirectToAuthorization = (url: URL) => {
    this.asked = url;
  };
  #discovered: unknown;
  discoveryState = () => this.#discovered;
  saveDiscoveryState = (state: unknown) => {
    this.#discovered = state;
  };
  saveCodeVerifier = (verifier: string) => {
    this.#verifier = verifier;
  };
  codeVerifier = () => this.#verifier;
}

/** An SDK's client that can sign in. */
interface SigningApp extends Omit<ShopClient, "read" | "prompt"> {
  readonly memory: AppMemory;
  /** Hands over what came back to the redirect URI. */
  finish(back: URL): Promise<void>;
}

const info = { name: "sdk-app", version: "1.0.0" };
type Connect = (url: string) => Promise<SigningApp>;

export const connectSdk1: Connect = async (url) => {
  const memory = new AppMemory();
  const transport = new StreamableHTTPClientTransport(new URL(url), { authProvider: memory as never });
  const client = new Client(info);
  await client.connect(transport as Transport);
  return {
    memory,
    finish: (back) => transport.finishAuth(back.searchParams.get("code") ?? ""),
    listTools: async () => (await client.listTools()).tools,
    call: async (name, args) => (await client.callTool({ name, arguments: { ...args } })) as ToolAnswer,
    [Symbol.asyncDispose]: () => client.close(),
  };
};

const connectSdk2 =
  (mode: "legacy" | { readonly pin: string }): Connect =>
  async (url) => {
    const memory = new AppMemory();
    const transport = new ModernTransport(new URL(url), { authProvider: memory as never });
    const client = new ModernClient(info, { versionNegotiation: { mode } });
    await client.connect(transport);
    return {
      memory,
      finish: (back) => transport.finishAuth(back.searchParams),
      listTools: async () => (await client.listTools()).tools as never,
      call: async (name, args) => (await client.callTool({ name, arguments: { ...args } })) as ToolAnswer,
      [Symbol.asyncDispose]: () => client.close(),
    };
  };

export const sdkApps = [
  { app: "SDK 1.32", connect: connectSdk1 },
  { app: "client 2.4 of the older era", connect: connectSdk2("legacy") },
  { app: "client 2.4 of the newest era", connect: connectSdk2({ pin: modernRevision }) },
];
