const endpoints = ["", "/", "/mcp", "/mcp/", "/mcp/staff"];

/**
 * The one audience of our tokens, the origin, for every spelling of a resource that means this server (RFC 8707 section
 * 2): itself or one of its MCP endpoints, with whatever query a client was pointed at. Anything else stays as it is.
 */
export function toAudience(issuer: string, resource: string): string {
  const [address = ""] = resource.split("?", 1);
  return endpoints.some((path) => address === `${issuer}${path}`) ? issuer : resource;
}
