import { defaultScopes } from "./client.ts";
import type { Pool } from "./pool.ts";

/** The pool's openid-configuration; like AWS it does not mention that PKCE works. */
export function openidConfiguration({ issuer, poolId }: Pool, url: string): Record<string, unknown> {
  return {
    issuer,
    authorization_endpoint: `${url}/oauth2/authorize`,
    token_endpoint: `${url}/oauth2/token`,
    revocation_endpoint: `${url}/oauth2/revoke`,
    userinfo_endpoint: `${url}/oauth2/userInfo`,
    end_session_endpoint: `${url}/logout`,
    jwks_uri: `${url}/${poolId}/.well-known/jwks.json`,
    response_types_supported: ["code"],
    scopes_supported: defaultScopes,
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: ["RS256"],
    token_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post"],
  };
}
