import type { CognitoIdentityProviderClient } from "@aws-sdk/client-cognito-identity-provider";
import type { Attempts } from "./attempts.ts";
import type { Config } from "./config.ts";
import { createVerifier } from "./credential.ts";
import { createIdentities } from "./identity.ts";
import { logInWithPassword } from "./login.ts";
import { createOAuth } from "./oauth/oauth-ports.ts";
import type { OpenTables } from "./oauth/records.ts";
import { secretReader } from "./secrets.ts";
import { keepNoSessions } from "./session-keeper.ts";
import { createTokenVerifier } from "./token-verifier.ts";

interface Deps {
  readonly config: Config;
  readonly open: OpenTables;
  readonly cognito: CognitoIdentityProviderClient;
  readonly attempts: Attempts;
  readonly onFailure: (error: unknown) => void;
}

/** Everything about who is calling: people by password, apps by our authorization server, and one verifier for both. */
export function createSignIn({ config, open, cognito, attempts, onFailure }: Deps) {
  const { clientId, clientSecret } = config;
  const readClientSecret = clientSecret && secretReader(clientSecret, config);
  const oauth =
    config.oauth && createOAuth({ config, oauth: config.oauth, open, cognito, attempts, readClientSecret, onFailure });
  const sessions = oauth?.sessions ?? keepNoSessions;
  const identities = createIdentities({
    verifyToken: createVerifier({ verifyLogin: createTokenVerifier(config), sessions, grants: oauth?.grants }),
    sessions,
    logIn: logInWithPassword(cognito, { clientId, readClientSecret }),
    now: Date.now,
  });
  return { oauth, identities };
}
