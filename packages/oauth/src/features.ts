import { randomBytes } from "node:crypto";
import { type Configuration, errors, type KoaContextWithOIDC } from "oidc-provider";
import type { OAuthDeps } from "./context.ts";
import { mayFetch } from "./guarded-fetch.ts";
import { lifetimes } from "./lifetimes.ts";
import { scopesOf } from "./scopes.ts";

const daySeconds = 86_400;
const minCacheSeconds = 300;

/** Which parts of the library are on, and what they are told. */
export function features({ settings }: OAuthDeps): NonNullable<Configuration["features"]> {
  const off = { enabled: false } as const;
  return {
    devInteractions: off,
    userinfo: off,
    rpInitiatedLogout: off,
    pushedAuthorizationRequests: off,
    dPoP: off,
    revocation: { enabled: true, allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId },
    rpMetadataChoices: { enabled: true },
    registration: {
      enabled: true,
      issueRegistrationAccessToken: false,
      idFactory: () => `app_${randomBytes(16).toString("base64url")}`,
    },
    clientIdMetadataDocument: {
      enabled: true,
      ack: "draft-02",
      cacheDuration: { min: minCacheSeconds, max: daySeconds },
      allowFetch: async (_ctx: unknown, id: string) => mayFetch(id) && isAllowedHost(settings.metadataHosts, id),
    },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => settings.issuer,
      useGrantedResource: () => true,
      getResourceServerInfo: (ctx, resource) => {
        if (resource !== settings.issuer) throw new errors.InvalidTarget();
        const scope = scopeFor(ctx);
        const jwt = { sign: { alg: "ES256" } } as const;
        return { scope, audience: settings.issuer, accessTokenFormat: "jwt", accessTokenTTL: lifetimes.access, jwt };
      },
    },
  } as NonNullable<Configuration["features"]>;
}

const isAllowedHost = (hosts: readonly string[] | undefined, id: string): boolean =>
  hosts === undefined || hosts.includes(URL.parse(id)?.hostname ?? "");

const allScopes = "shop:orders shop:reviews shop:returns shop:staff";

/** At the start of a request its scopes are settled here, because the library would drop unknown ones without a word. */
function scopeFor({ oidc: { route, params } }: KoaContextWithOIDC): string {
  if (route !== "authorization" || !params) return allScopes;
  const scopes = scopesOf(params["scope"] as string | undefined);
  if (!scopes) throw new errors.InvalidScope("none of the requested scopes exists", String(params["scope"]));
  params["scope"] = scopes.join(" ");
  return allScopes;
}
