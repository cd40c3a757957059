import { tools } from "@shop/core";
/** What any MCP client can do with the shop, whatever program or library it is. */
export interface ShopClient extends AsyncDisposable {
  listTools(): Promise<readonly ListedTool[]>;
  /** Rejects when the call is refused before a tool answers, as a sign-in that is missing. */
  call(name: string, args: object): Promise<ToolAnswer>;
  /** The text of a resource. */
  read(uri: string): Promise<string>;
  /** A prompt, written out; absent where the client knows no prompts. */
  prompt?(name: string, args: Record<string, string>): Promise<string>;
}

export interface ListedTool {
  readonly name: string;
  readonly outputSchema?: object | undefined;
}

export interface ToolAnswer {
  readonly content?: unknown;
  readonly structuredContent?: unknown;
  readonly isError?: boolean | undefined;
}

export interface Target {
  /** Where the client is pointed: `…/mcp`, or the bare origin. */
  readonly url: string;
  readonly token?: string | undefined;
  /** For clients inside this process: the way through the door. */
  readonly fetch?: typeof globalThis.fetch;
}

/** Every tool for shoppers, in the order that the server lists them. */
export const shopToolNames = tools.map(({ name }) => name);

export const bearer = (token: string | undefined): Record<string, string> =>
  token === undefined ? {} : { authorization: `Bearer ${token}` };

/** The text of what resources/read answered. */
export const textOfResource = (result: unknown): string =>
  (result as { contents: { text: string }[] }).contents.map(({ text }) => text).join("\n");

/** The text of what prompts/get answered. */
export const textOfPrompt = (result: unknown): string =>
  (result as { messages: { content: { text: string } }[] }).messages.map(({ content }) => content.text).join("\n");
