import { type Rejection, shopScopes } from "@shop/core";
import type { Settings } from "./backend.ts";

/** The protected resources of this server, by path: the origin itself, and its MCP endpoints. */
export const resourcePaths = ["", "/mcp", "/mcp/staff"] as const;
export type ResourcePath = (typeof resourcePaths)[number];

const resourceMetadataPath = "/.well-known/oauth-protected-resource";

const scopesOf = (path: ResourcePath): readonly string[] => (path === "/mcp/staff" ? ["shop:staff"] : shopScopes);

/**
 * The `WWW-Authenticate` header of a 401 or 403. Names all scopes of the shop at once, because some clients cannot ask
 * for more later. Sources: RFC 6750 section 3, RFC 9728 section 5.1, MCP 2026-07-28 authorization.
 */
export function challenge(
  { publicUrl }: Pick<Settings, "publicUrl">,
  { code, message }: Rejection,
  path: ResourcePath = "",
): string {
  const error = {
    token_expired: "invalid_token",
    invalid_token: "invalid_token",
    insufficient_scope: "insufficient_scope",
  };
  const named = code in error ? error[code as keyof typeof error] : undefined;
  return [
    'Bearer realm="ecommerce-mcp-server"',
    ...(named ? [`error="${named}"`, `error_description="${message}"`] : []),
    `resource_metadata="${publicUrl}${resourceMetadataPath}${path}"`,
    `scope="${scopesOf(path).join(" ")}"`,
  ].join(", ");
}

/**
 * Protected resource metadata (RFC 9728). What it calls the resource is the address whose well-known path was asked for,
 * as section 3.3 demands and clients compare; the authorization server takes each of them for the same audience.
 */
export const resourceMetadata = (
  { publicUrl, authorizationServer }: Pick<Settings, "publicUrl" | "authorizationServer">,
  path: ResourcePath = "",
) => ({
  resource: `${publicUrl}${path}`,
  authorization_servers: [authorizationServer],
  scopes_supported: scopesOf(path),
  bearer_methods_supported: ["header"],
  resource_name: "E-commerce MCP server",
});
