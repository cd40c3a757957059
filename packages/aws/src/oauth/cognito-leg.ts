import { type Customer, lazily } from "@shop/core";
import type { OAuthPorts, Person } from "@shop/oauth";
import { CognitoJwtVerifier } from "aws-jwt-verify";
import { SimpleJwksCache } from "aws-jwt-verify/jwk";
import * as z from "zod";
import type { Config } from "../config.ts";
import type { OAuthConfig } from "../config-oauth.ts";
import { keySetFetcher } from "../key-set.ts";

const patienceMs = 4000;

const tokenAnswer = lazily(() => z.object({ id_token: z.string(), refresh_token: z.string().optional() }));
const claims = lazily(() =>
  z.object({
    sub: z.string(),
    nonce: z.string().optional(),
    "custom:customer_id": z.string().optional(),
    "cognito:groups": z.array(z.string()).default([]),
  }),
);

interface Deps {
  readonly config: Config;
  readonly oauth: OAuthConfig;
  readonly readSecret: () => Promise<string>;
  /** The customer of an account, tied to it at the first sign-in. */
  readonly findCustomer: (subject: string, customerId: string | undefined) => Promise<Customer | undefined>;
}

export interface CognitoLeg extends Pick<OAuthPorts, "signInAddress" | "completeSignIn" | "endSignIn"> {
  /** What Cognito says of a sign-in now; `undefined` when it has ended there. */
  renew(refreshToken: string): Promise<{ groups: string[]; refreshToken: string } | undefined>;
}

/**
 * Signs people in at Cognito's managed login, as a confidential client of its own (code flow, PKCE, nonce). Source:
 * "Authorize endpoint", "Token endpoint" and "Revoke endpoint", Amazon Cognito Developer Guide.
 */
export function createCognitoLeg({ config, oauth, readSecret, findCustomer }: Deps): CognitoLeg {
  const { cognitoDomain, brokerClientId } = oauth;
  const redirectUri = `${config.publicUrl}/oauth/callback`;
  const verifier = CognitoJwtVerifier.create(
    { userPoolId: config.userPoolId, clientId: brokerClientId, tokenUse: "id" },
    { jwksCache: new SimpleJwksCache({ fetcher: keySetFetcher(config) }) },
  );

  const post = poster(oauth, readSecret);

  /** The claims of a new ID token; `undefined` when Cognito refuses the code or refresh token. */
  async function exchange(form: Record<string, string>) {
    const tokens = await readTokens(await post("/oauth2/token", form));
    return tokens && { ...claims().parse(await verifier.verify(tokens.id_token)), refreshToken: tokens.refresh_token };
  }

  return {
    signInAddress: ({ state, nonce, challenge }) =>
      `${cognitoDomain}/oauth2/authorize?${new URLSearchParams({
        response_type: "code",
        client_id: brokerClientId,
        redirect_uri: redirectUri,
        scope: "openid email profile",
        state,
        nonce,
        code_challenge: challenge,
        code_challenge_method: "S256",
        // Whoever used this browser last does not answer for who sits there now.
        prompt: "login",
      })}`,

    async completeSignIn({ code, verifier: codeVerifier, nonce }): Promise<Person | undefined> {
      const form = { grant_type: "authorization_code", code, redirect_uri: redirectUri, code_verifier: codeVerifier };
      const signedIn = await exchange(form);
      if (!signedIn?.refreshToken || signedIn.nonce !== nonce) return undefined;
      const customer = await findCustomer(signedIn.sub, signedIn["custom:customer_id"]);
      return {
        subject: signedIn.sub,
        groups: signedIn["cognito:groups"],
        isCustomer: customer !== undefined,
        refreshToken: signedIn.refreshToken,
      };
    },

    async renew(refreshToken) {
      const renewed = await exchange({ grant_type: "refresh_token", refresh_token: refreshToken });
      return renewed && { groups: renewed["cognito:groups"], refreshToken: renewed.refreshToken ?? refreshToken };
    },

    async endSignIn(refreshToken) {
      const response = await post("/oauth2/revoke", { token: refreshToken });
      if (!response.ok) throw new Error(`Cognito answers ${response.status} at its revoke endpoint`);
    },
  };
}

/** Posts a form to managed login as our app client. */
const poster =
  ({ cognitoDomain, brokerClientId }: OAuthConfig, readSecret: Deps["readSecret"]) =>
  async (path: string, form: Record<string, string>): Promise<Response> => {
    const credentials = Buffer.from(`${brokerClientId}:${await readSecret()}`).toString("base64");
    return fetch(`${cognitoDomain}${path}`, {
      method: "POST",
      headers: { authorization: `Basic ${credentials}` },
      body: new URLSearchParams(form),
      signal: AbortSignal.timeout(patienceMs),
      redirect: "error",
    });
  };

async function readTokens(response: Response) {
  const body: unknown = await response.json();
  if (response.status === 400 && (body as { error?: unknown }).error === "invalid_grant") return undefined;
  if (!response.ok) throw new Error(`Cognito answers ${response.status} at its token endpoint`);
  return tokenAnswer().parse(body);
}
