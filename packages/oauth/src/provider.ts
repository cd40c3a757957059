import { createHmac, randomBytes } from "node:crypto";
import { shopScopes } from "@shop/core";
import { type Configuration, errors, type KoaContextWithOIDC, Provider } from "oidc-provider";
import { createAdapter } from "./adapter.ts";
import type { Browsers } from "./browser.ts";
import { hostedClients, toMetadata } from "./clients.ts";
import type { OAuthDeps } from "./context.ts";
import { secondsOf } from "./context.ts";
import { features } from "./features.ts";
import { problemPage } from "./html.ts";
import { interactions } from "./interaction-policy.ts";
import { lifetimes } from "./lifetimes.ts";
import { extraClientMetadata } from "./metadata-policy.ts";
import type { SigningKey } from "./ports.ts";

interface Made {
  readonly keys: readonly SigningKey[];
  readonly cookieKeys: readonly Uint8Array[];
  readonly successorKey: Uint8Array;
  readonly browsers: Browsers;
}

/**
 * The protocol, by the certified library: OAuth 2.1 code flow with PKCE (RFC 7636), RFC 8414 metadata, RFC 7591
 * registration, RFC 8707 resource, RFC 9207 `iss`, RFC 9068 access tokens, RFC 7009 revocation, client id metadata
 * documents. Built anew when the signing keys change.
 */
export function createProvider(deps: OAuthDeps, made: Made): Provider {
  const { ports, settings, onEvent, onFailure, now } = deps;
  const successorOf = async (id: string) => createHmac("sha256", made.successorKey).update(id).digest("base64url");
  const adapter = createAdapter({
    ports,
    successorOf,
    now: () => secondsOf(now),
    onReuse: (what) => onEvent(`${what}_reused`),
  });
  const provider = new Provider(settings.issuer, {
    adapter,
    jwks: { keys: made.keys.map(({ jwk }) => jwk) as never },
    clients: [...hostedClients, ...settings.clients].map(toMetadata) as never,
    ...protocol,
    cookies: cookiesOf(settings.issuer.startsWith("https:"), made.cookieKeys),
    features: features(deps),
    extraClientMetadata,
    interactions: interactions(made.browsers),
    fetch: ((url: string) => (deps.fetchDocument ?? refuse)(String(url))) as never,
    loadExistingGrant: async (ctx) => {
      const grantId = ctx.oidc.result?.consent?.grantId;
      return grantId ? ctx.oidc.provider.Grant.find(grantId) : undefined;
    },
    findAccount: async (ctx, subject, token) => findAccount(deps, ctx, { subject, token }),
    extraTokenClaims: async (_ctx, token) => {
      const grantId = "grantId" in token ? token.grantId : undefined;
      return grantId === undefined ? undefined : { gid: grantId, groups: [...(await ports.groupsOf(grantId))] };
    },
    renderError: (ctx, { error, error_description: text }) => {
      const shown = problemPage(ctx.status, "This request cannot go on", `${text ?? ""} (${error})`);
      ctx.set({ ...shown.headers });
      ctx.body = shown.body;
    },
  });
  // Host and scheme are ours, not the request's: see the mount, which sets both before the library looks.
  provider.proxy = true;
  provider.on("server_error", (_ctx, error) => onFailure(error));
  provider.on("grant.revoked", () => onEvent("grant_revoked"));
  chainRefreshTokens(provider, made.successorKey);
  return provider;
}

const protocol = {
  clientAuthMethods: ["none"],
  clientDefaults: {
    application_type: "native",
    token_endpoint_auth_method: "none",
    grant_types: ["authorization_code", "refresh_token"],
    response_types: ["code"],
    id_token_signed_response_alg: "ES256",
  },
  enabledJWA: { idTokenSigningAlgValues: ["ES256"] },
  responseTypes: ["code"],
  scopes: ["offline_access", ...shopScopes, "shop:staff"],
  claims: {},
  pkce: { required: () => true },
  allowOmittingSingleRegisteredRedirectUri: false,
  routes: {
    authorization: "/oauth/authorize",
    token: "/oauth/token",
    registration: "/oauth/register",
    revocation: "/oauth/revoke",
    jwks: "/oauth/jwks",
    end_session: "/oauth/logout",
  },
  ttl: {
    AccessToken: lifetimes.access,
    AuthorizationCode: lifetimes.code,
    Grant: lifetimes.grant,
    Interaction: lifetimes.signIn,
    RefreshToken: lifetimes.grant,
    Session: lifetimes.signIn,
    IdToken: lifetimes.code,
  },
  issueRefreshToken: () => true,
  expiresWithSession: () => false,
  rotateRefreshToken: true,
  // No cookie counts at these endpoints, so pages of any origin may call them (Fetch, "CORS protocol").
  clientBasedCORS: () => true,
} as const satisfies Partial<Record<keyof Configuration, unknown>> as unknown as Configuration;

function cookiesOf(secure: boolean, keys: readonly Uint8Array[]): NonNullable<Configuration["cookies"]> {
  const prefix = secure ? "__Secure-shop" : "shop";
  const options = { signed: true, httpOnly: true, sameSite: "lax" } as const;
  return {
    keys: keys.map((key) => Buffer.from(key)) as never,
    names: { session: `${prefix}-session`, interaction: `${prefix}-interaction`, resume: `${prefix}-resume` },
    short: options,
    long: options,
  };
}

const refuse = async (): Promise<Response> => {
  throw new Error("Client metadata documents are not fetched here");
};

/**
 * Whoever refreshes is asked for at the identity provider first: a disabled person is refused, and an identity provider
 * that does not answer leaves the refresh token as it was.
 */
async function findAccount(
  { ports, onFailure }: OAuthDeps,
  ctx: KoaContextWithOIDC,
  { subject, token }: { readonly subject: string; readonly token: unknown },
) {
  const { kind, consumed, grantId } = (token ?? {}) as { kind?: string; consumed?: unknown; grantId?: string };
  if (ctx.oidc.route === "token" && kind === "RefreshToken" && !consumed && grantId) {
    const person = await ports.renewConnection(grantId).catch((error: unknown) => {
      onFailure(error);
      throw Object.assign(new errors.TemporarilyUnavailable(), { status: 503, statusCode: 503 });
    });
    if (!person) {
      await ports.endGrant(grantId);
      return undefined;
    }
  }
  return { accountId: subject, claims: () => ({ sub: subject }) };
}

/**
 * Gives each refresh token one successor, the same for everyone who presents it: clients that race, or ask again because
 * an answer was lost, all receive the same next token, and there is never a second branch of a family to tell apart from
 * a thief's. The library would draw a new token for each.
 */
function chainRefreshTokens(provider: Provider, key: Uint8Array): void {
  const model = provider.RefreshToken.prototype as unknown as { generateTokenId(): string };
  model.generateTokenId = () => {
    const before = Provider.ctx?.oidc.entities["RotatedRefreshToken"] as { jti?: string } | undefined;
    return before?.jti
      ? createHmac("sha256", key).update(before.jti).digest("base64url")
      : randomBytes(32).toString("base64url");
  };
}
