import { shopScopes } from "@shop/core";
import type { StepContext } from "./context.ts";
import { askLibrary } from "./mount.ts";

/** What the library says of itself, but for what is not so here. */
const corrections = {
  response_modes_supported: ["query"],
  scopes_supported: [...shopScopes, "shop:staff", "offline_access"],
  revocation_endpoint_auth_methods_supported: ["none"],
  subject_types_supported: ["public"],
};

/**
 * `GET /.well-known/oauth-authorization-server` (RFC 8414), at the addresses where clients look for it: with the path of
 * the MCP endpoint behind it too, and under OpenID Connect's name.
 */
export async function readMetadata(context: StepContext, request: Request, address: string): Promise<Response> {
  const { issuer } = context.settings;
  const url = new URL("/.well-known/oauth-authorization-server", request.url);
  const asked = new Request(url, { headers: request.headers });
  const response = await askLibrary(context.provider, asked, { issuer, address });
  const { claims_supported: _, ...metadata } = (await response.json()) as Record<string, unknown>;
  const headers = { "access-control-allow-origin": "*", "cache-control": "public, max-age=300" };
  return Response.json({ ...metadata, ...corrections, service_documentation: issuer }, { headers });
}
