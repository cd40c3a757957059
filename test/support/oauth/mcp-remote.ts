import { chmodSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { connectLegacyClient } from "../clients/sdk-clients.ts";
import type { ShopClient } from "../clients/shop-client.ts";
import type { Tokens } from "./sdk-apps.ts";

const program = fileURLToPath(new URL("../../../node_modules/mcp-remote/dist/proxy.js", import.meta.url));
const patienceMs = 20_000;

export interface McpRemote {
  readonly client: ShopClient;
  /** The address that it asks to be opened, once it does. */
  asked(): Promise<string>;
  /** What it has kept on its disk. */
  tokens(): Tokens & { client_id: string };
  /** Makes the access token on its disk one that is refused. */
  spoilToken(): void;
}

/** Starts mcp-remote as a desktop program does, with a home of its own and a browser that opens nothing. */
export async function startMcpRemote(url: string, home: string): Promise<McpRemote> {
  const browser = join(home, "xdg-open");
  writeFileSync(browser, "#!/bin/sh\nexit 0\n");
  chmodSync(browser, 0o755);
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [program, url, "--allow-http", "--transport", "http-only"],
    env: { PATH: home, HOME: home, USERPROFILE: home, MCP_REMOTE_CONFIG_DIR: home },
    stderr: "pipe",
  });
  let said = "";
  transport.stderr?.on("data", (text: Buffer) => {
    said += text.toString();
  });
  const client = await connectLegacyClient(transport);
  const fileOf = (end: string): string => {
    const files = readdirSync(home, { recursive: true, encoding: "utf8" });
    return join(home, files.find((file) => file.endsWith(end)) ?? "");
  };
  const read = (end: string) => JSON.parse(readFileSync(fileOf(end), "utf8"));
  return {
    client,
    async asked() {
      for (const until = Date.now() + patienceMs; Date.now() < until; ) {
        const [, address] = /authorize this client by visiting:\s+(http\S+)/.exec(said) ?? [];
        if (address) return address;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      throw new Error(`mcp-remote asked for no sign-in: ${said}`);
    },
    tokens: () => ({ ...read("_client_info.json"), ...read("_tokens.json") }),
    spoilToken: () =>
      writeFileSync(fileOf("_tokens.json"), JSON.stringify({ ...read("_tokens.json"), access_token: "over" })),
  };
}
