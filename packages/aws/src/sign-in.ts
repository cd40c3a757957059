import type { Attempts } from "./attempts.ts";
import type { OpenCognito } from "./cognito-client.ts";
import type { Config } from "./config.ts";
import { createVerifier } from "./credential.ts";
import { createIdentities } from "./identity.ts";
import { logInWithPassword } from "./login.ts";
import { createOAuth } from "./oauth/oauth-ports.ts";
import type { OpenTables } from "./oauth/records.ts";
import { secretReader } from "./secrets.ts";
import { keepNoSessions } from "./session-keeper.ts";
import { once } from "./signing-key.ts";

interface Deps {
  readonly config: Config;
  readonly open: OpenTables;
  readonly openCognito: OpenCognito;
  readonly attempts: Attempts;
  readonly onFailure: (error: unknown) => void;
}

/** Everything about who is calling: people by password, apps by our authorization server, and one verifier for both. */
export function createSignIn({ config, open, openCognito, attempts, onFailure }: Deps) {
  const { clientId, clientSecret } = config;
  const readClientSecret = clientSecret && secretReader(clientSecret, config);
  const oauth =
    config.oauth &&
    createOAuth({ config, oauth: config.oauth, open, openCognito, attempts, readClientSecret, onFailure });
  const sessions = oauth?.sessions ?? keepNoSessions;
  // Loaded with the first token: a server that is asked for a search starts without it.
  const verifier = once(async () => (await import("./token-verifier.ts")).createTokenVerifier(config));
  const identities = createIdentities({
    verifyToken: createVerifier({
      verifyLogin: async (token) => (await verifier())(token),
      sessions,
      grants: oauth?.grants,
    }),
    sessions,
    logIn: logInWithPassword(openCognito, { clientId, readClientSecret }),
    now: Date.now,
  });
  return { oauth, identities };
}
