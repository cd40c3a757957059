import { classifyInboundRequest } from "@modelcontextprotocol/server";
import { answerLegacy } from "./legacy.ts";
import { createModernHandler } from "./modern.ts";
import type { McpSession } from "./session.ts";

/** A request to the SDKs, whose body has been read. */
export interface Asked {
  readonly request: Request;
  readonly parsedBody: unknown;
}

export type AskSdk = (session: McpSession, asked: Asked) => Promise<Response>;

/** Asks the SDK of the era that a request speaks: for whatever is not plain, and for the first of each plain kind. */
export function createSdks(...given: Parameters<typeof createModernHandler>): AskSdk {
  const [among] = given;
  const modern = createModernHandler(...given);
  return async (session, { request, parsedBody }) => {
    const bare = withoutBody(request);
    if (eraOf(request, parsedBody) === "legacy") return answerLegacy(among, bare, { parsedBody, session });
    const authInfo = { token: "", clientId: session.identity?.clientId ?? "", scopes: [], extra: { session } };
    return modern.fetch(bare, { parsedBody, authInfo });
  };
}

const eraOf = ({ headers }: Request, body: unknown) =>
  classifyInboundRequest({
    httpMethod: "POST",
    body,
    ...header(headers, "mcp-protocol-version", "protocolVersionHeader"),
    ...header(headers, "mcp-method", "mcpMethodHeader"),
    ...header(headers, "mcp-name", "mcpNameHeader"),
  }).kind;

function header<Name extends string>(headers: Headers, from: string, to: Name): Partial<Record<Name, string>> {
  const value = headers.get(from);
  return value === null ? {} : ({ [to]: value } as Record<Name, string>);
}

/** The request without its body, which has been read; and ready to take JSON whatever its `Accept` says. */
function withoutBody({ url, headers }: Request): Request {
  const forwarded = new Headers(headers);
  forwarded.set("accept", "application/json, text/event-stream");
  forwarded.delete("content-length");
  return new Request(url, { method: "POST", headers: forwarded });
}
