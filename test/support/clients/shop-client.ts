import { tools } from "@shop/core";
/** What any MCP client can do with the shop, whatever program or library it is. */
export interface ShopClient extends AsyncDisposable {
  listTools(): Promise<readonly ListedTool[]>;
  /** Rejects when the call is refused before a tool answers, as a sign-in that is missing. */
  call(name: string, args: object): Promise<ToolAnswer>;
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
