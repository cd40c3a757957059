import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { connectLegacyClient } from "./sdk-clients.ts";
import {
  bearer,
  type ListedTool,
  type ShopClient,
  type Target,
  type ToolAnswer,
  textOfPrompt,
  textOfResource,
} from "./shop-client.ts";

const run = promisify(execFile);
const modules = fileURLToPath(new URL("../../../node_modules/", import.meta.url));

/** The script behind a package's command: started with this Node, whatever `node` means on the PATH. */
function commandOf(name: string, command: string): string {
  const { bin } = JSON.parse(readFileSync(`${modules}${name}/package.json`, "utf8")) as { bin: Record<string, string> };
  return `${modules}${name}/${bin[command]}`;
}

interface Program extends Target {
  /** An empty folder that stands for the user's home: what the program remembers ends up there. */
  readonly home: string;
  readonly modern: boolean;
}

/** With nothing on the PATH, so that no program starts another. Only compiled code is kept from one start to the next. */
const environment = (home: string) => {
  const { NODE_COMPILE_CACHE = "" } = process.env;
  return { PATH: home, HOME: home, USERPROFILE: home, NODE_COMPILE_CACHE };
};

const headerArguments = (token: string | undefined): string[] =>
  Object.values(bearer(token)).flatMap((value) => ["--header", `Authorization: ${value}`]);

/** mcp-remote, as desktop programs start it: they speak over its pipes, it speaks HTTP. */
export async function connectMcpRemote({ url, token, home, modern }: Program): Promise<ShopClient> {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [
      commandOf("mcp-remote", "mcp-remote"),
      url,
      ...["--allow-http", "--transport", "http-only", "--protocol", modern ? "auto" : "legacy"],
      ...headerArguments(token),
    ],
    env: { ...environment(home), MCP_REMOTE_CONFIG_DIR: home },
    stderr: process.env["DEBUG_CLIENTS"] ? "inherit" : "ignore",
  });
  return connectLegacyClient(transport);
}

/** MCP Inspector on the command line: a process for each question. */
export async function connectInspector({ url, token, home, modern }: Program): Promise<ShopClient> {
  const ask = async (...question: string[]): Promise<unknown> => {
    const { stdout } = await run(
      process.execPath,
      [
        ...[commandOf("@modelcontextprotocol/inspector", "mcp-inspector"), "--cli", url, "--transport", "http"],
        ...["--protocol-era", modern ? "modern" : "legacy", "--stored-auth-only", "--quiet"],
        ...question,
        ...headerArguments(token),
      ],
      { env: environment(home) },
    );
    return JSON.parse(stdout);
  };
  return {
    listTools: async () => ((await ask("--method", "tools/list", "--strict")) as { tools: ListedTool[] }).tools,
    call: async (name, args) => {
      const asked = ["--tool-name", name, "--tool-args-json", JSON.stringify(args)];
      return (await ask("--method", "tools/call", ...asked)) as ToolAnswer;
    },
    read: async (uri) => textOfResource(await ask("--method", "resources/read", "--uri", uri)),
    prompt: async (name, args) => {
      const given = Object.entries(args).map(([key, value]) => `${key}=${value}`);
      return textOfPrompt(await ask("--method", "prompts/get", "--prompt-name", name, "--prompt-args", ...given));
    },
    async [Symbol.asyncDispose]() {},
  };
}

/** mcporter: a process for each question, with the shop in its list of servers. It knows no prompts. */
export async function connectMcporter({ url, token, home }: Program): Promise<ShopClient> {
  const config = join(home, `mcporter-${crypto.randomUUID()}.json`);
  const shop = { baseUrl: url, headers: bearer(token), allowHttp: true };
  await writeFile(config, JSON.stringify({ mcpServers: { shop }, imports: [] }));
  const ask = async (...question: string[]): Promise<unknown> => {
    const command = [commandOf("mcporter", "mcporter"), "--config", config, ...question, "--no-oauth"];
    const { stdout } = await run(process.execPath, command, { env: environment(home) });
    return JSON.parse(stdout);
  };
  return {
    listTools: async () => ((await ask("list", "shop", "--schema", "--json")) as { tools: ListedTool[] }).tools,
    call: async (name, args) => ({
      // It unwraps the answer to its structured content.
      structuredContent: await ask("call", `shop.${name}`, "--args", JSON.stringify(args), "--output", "json"),
    }),
    read: async (uri) => textOfResource(await ask("resource", "shop", uri, "--json")),
    async [Symbol.asyncDispose]() {},
  };
}
