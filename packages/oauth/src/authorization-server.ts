import type { OAuthDeps, OAuthSettings } from "./context.ts";
import type { OAuthPorts } from "./ports.ts";
import type { Answer } from "./server.ts";

/** The shop's log, as far as this server writes to it. */
interface Journal {
  reportFailure(error: unknown, about: { readonly request_id: string; readonly call: string }): void;
  reportEvent(event: string): void;
}

interface Given {
  readonly ports: OAuthPorts;
  readonly settings: OAuthSettings;
  /** For tests: another clock (milliseconds since 1970), and another internet. */
  readonly now?: OAuthDeps["now"];
  readonly fetchDocument?: OAuthDeps["fetchDocument"];
}

/** Whether an address belongs to the authorization server. */
const isOwn = (pathname: string): boolean =>
  pathname.startsWith("/oauth/") ||
  /^\/\.well-known\/(oauth-authorization-server|openid-configuration)(\/mcp)?$/.test(pathname);

/**
 * The authorization server of the shop (RFC 6749, RFC 8414, RFC 9700), in front of the identity provider that signs
 * people in. Answers `undefined` for addresses that are not its own. Loads its library at the first request that is.
 */
export function createAuthorizationServer({ now = Date.now, ...given }: Given, journal: Journal): Answer {
  const onFailure = (error: unknown) => journal.reportFailure(error, { request_id: "", call: "oauth" });
  const deps: OAuthDeps = { ...given, now, onFailure, onEvent: (event) => journal.reportEvent(event) };
  let loading: Promise<Answer> | undefined;
  return async (request, address) => {
    if (!isOwn(new URL(request.url).pathname)) return undefined;
    loading ??= import("./server.ts").then(({ createServer }) => createServer(deps));
    return (await loading)(request, address);
  };
}
