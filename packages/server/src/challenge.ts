import { type Rejection, shopScopes } from "@shop/core";
import type { Settings } from "./backend.ts";

const resourceMetadataPath = "/.well-known/oauth-protected-resource";

/**
 * The `WWW-Authenticate` header of a 401 or 403. Names all scopes of the shop at once, because some clients cannot ask
 * for more later. Sources: RFC 6750 section 3, RFC 9728 section 5.1, MCP 2026-07-28 authorization.
 */
export function challenge({ publicUrl }: Pick<Settings, "publicUrl">, { code, message }: Rejection): string {
  const error = {
    token_expired: "invalid_token",
    invalid_token: "invalid_token",
    insufficient_scope: "insufficient_scope",
  };
  const named = code in error ? error[code as keyof typeof error] : undefined;
  return [
    'Bearer realm="ecommerce-mcp-server"',
    ...(named ? [`error="${named}"`, `error_description="${message}"`] : []),
    `resource_metadata="${publicUrl}${resourceMetadataPath}"`,
    `scope="${shopScopes.join(" ")}"`,
  ].join(", ");
}

/** Protected resource metadata (RFC 9728). The resource is the origin, so that `/mcp` and `/` share one identifier. */
export const resourceMetadata = ({
  publicUrl,
  authorizationServer,
}: Pick<Settings, "publicUrl" | "authorizationServer">) => ({
  resource: publicUrl,
  authorization_servers: [authorizationServer],
  scopes_supported: shopScopes,
  bearer_methods_supported: ["header"],
  resource_name: "E-commerce MCP server",
});
