import type { OpenCognito } from "./cognito-client.ts";
import type { Config } from "./config.ts";
import { keyOf } from "./oauth/records.ts";
import { type Keys, seal, unseal } from "./oauth/sealing.ts";
import type { SessionKeeper } from "./sessions.ts";

interface Deps {
  readonly openCognito: OpenCognito;
  readonly clientId: Config["clientId"];
  readonly readClientSecret: (() => Promise<string>) | undefined;
  readonly keys: () => Promise<Keys>;
  /** Hears when Cognito did not end a sign-in; here it has ended all the same. */
  readonly onFailure: (error: unknown) => void;
}

/** Keeps the refresh token of a password sign-in, encrypted, for one use: to end the sign-in at Cognito. */
export const createSessionKeeper = ({
  openCognito,
  clientId,
  readClientSecret,
  keys,
  onFailure,
}: Deps): SessionKeeper => ({
  async remember(db, { session, expiresAt }, refreshToken) {
    const Key = keyOf("login", session);
    const sealed = seal({ refreshToken }, Key.pk, await keys());
    await db.put({ TableName: db.tables.auth, Item: { ...Key, sealed, expires_at: expiresAt } });
  },

  async endAtCognito(db, { session }) {
    const Key = keyOf("login", session);
    const { Attributes } = await db.remove({ TableName: db.tables.auth, Key, ReturnValues: "ALL_OLD" });
    if (!(Attributes?.["sealed"] instanceof Uint8Array)) return;
    const { refreshToken: Token } = unseal(Attributes["sealed"], Key.pk, await keys()) as { refreshToken?: string };
    const ClientSecret = await readClientSecret?.();
    const { RevokeTokenCommand } = await import("@aws-sdk/client-cognito-identity-provider");
    const revoke = new RevokeTokenCommand({ ClientId: clientId, Token, ...(ClientSecret && { ClientSecret }) });
    const cognito = await openCognito();
    await cognito.send(revoke, { abortSignal: db.signal }).catch(onFailure);
  },
});

/** For a stage without an authorization server: it has no secret to keep anything under. */
export const keepNoSessions: SessionKeeper = {
  remember: async () => undefined,
  endAtCognito: async () => undefined,
};
