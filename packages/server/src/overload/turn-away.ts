import { type Rejection, refusals } from "@shop/core";
import type { Settings } from "../backend.ts";
import { rpcError } from "../mcp/rpc-error.ts";
import { refusalHeaders, respond } from "../respond.ts";

const mcpPaths = new Set(["/", "/mcp", "/mcp/staff"]);

/**
 * The answer to a request that was not let in, in the form that its address speaks. Its body has not been read, so JSON-RPC
 * is answered without an id (JSON-RPC 2.0, section 5); the authorization server's clients read `error` as a code.
 */
export function turnAway(settings: Settings, rejection: Rejection, { method, url }: Request): Response {
  const { pathname } = new URL(url);
  const { status } = refusals[rejection.code];
  const headers = refusalHeaders(settings, rejection);
  if (method === "POST" && mcpPaths.has(pathname)) return Response.json(rpcError(rejection, null), { status, headers });
  if (!pathname.startsWith("/oauth/")) return respond(settings, { ok: false, rejection });
  const body = { error: "temporarily_unavailable", error_description: rejection.message };
  return Response.json(body, { status, headers });
}
