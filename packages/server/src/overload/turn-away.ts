import { type Rejection, refusals, rejectionBody } from "@shop/core";
import { getPath } from "hono/utils/url";
import type { ServerDeps } from "../backend.ts";
import { rpcError } from "../mcp/rpc-error.ts";
import { refusalHeaders } from "../respond.ts";

const toolPath = /^\/($|mcp$|mcp\/staff$|tools\/|staff\/tools\/)/;
const mcpPaths = new Set(["/", "/mcp", "/mcp/staff"]);

/**
 * The answer to a request that was not let in, in the form that its address speaks. Made of text and plain headers: it is
 * given most often when there is least time. Its body has not been read, so JSON-RPC is answered without an id (JSON-RPC
 * 2.0, section 5); the authorization server's clients read `error` as a code.
 */
export function turnAway({ settings, journal }: ServerDeps, rejection: Rejection, request: Request): Response {
  const path = getPath(request);
  journal.count(rejection.code === "rate_limited" ? "rate_limited" : "shed");
  if (request.method === "POST" && toolPath.test(path)) journal.turnAway(rejection.code);
  return new Response(JSON.stringify(bodyFor(rejection, request.method, path)), {
    status: refusals[rejection.code].status,
    headers: {
      "content-type": "application/json",
      ...refusalHeaders(settings, rejection),
      "x-request-id": crypto.randomUUID(),
      "x-content-type-options": "nosniff",
    },
  });
}

function bodyFor(rejection: Rejection, method: string, path: string): object {
  if (method === "POST" && mcpPaths.has(path)) return rpcError(rejection, null);
  if (!path.startsWith("/oauth/")) return rejectionBody(rejection);
  return { error: "temporarily_unavailable", error_description: rejection.message };
}
