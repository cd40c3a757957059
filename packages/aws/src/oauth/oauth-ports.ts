import type { CognitoIdentityProviderClient } from "@aws-sdk/client-cognito-identity-provider";
import { createAccessTokenVerifier, type OAuthPorts, type OAuthSettings } from "@shop/oauth";
import type { Attempts } from "../attempts.ts";
import type { Config } from "../config.ts";
import type { OAuthConfig } from "../config-oauth.ts";
import type { Grants } from "../credential.ts";
import { findCustomerBySubject, linkCustomer } from "../customer-store.ts";
import { ExpiringMap } from "../expiring-map.ts";
import { type Secret, secretReader } from "../secrets.ts";
import { createSessionKeeper } from "../session-keeper.ts";
import { once } from "../signing-key.ts";
import { appNames } from "./app-names.ts";
import { createCognitoLeg } from "./cognito-leg.ts";
import { ConnectionRecords } from "./connection-records.ts";
import { createConnections } from "./connections.ts";
import { createFamilies } from "./families.ts";
import { createRecords, hash, keyOf, nowSeconds, type OpenTables } from "./records.ts";
import { deriveKeys } from "./sealing.ts";
import { loadSigningKeys } from "./signing-keys.ts";

/** Longer than anybody trusts a token without asking the tables again. */
const rememberedMs = 60_000;
const remembered = 10_000;

interface Deps {
  readonly config: Config;
  readonly oauth: OAuthConfig;
  readonly open: OpenTables;
  readonly cognito: CognitoIdentityProviderClient;
  readonly attempts: Attempts;
  readonly readClientSecret: (() => Promise<string>) | undefined;
  readonly onFailure: (error: unknown) => void;
}

/** All that the authorization server asks for, over the auth table and Cognito; and what the rest asks about it. */
export function createOAuth({ config, oauth, open, cognito, attempts, readClientSecret, onFailure }: Deps) {
  const read = (secret: Secret) => secretReader(secret, config);
  const readSecrets = read(oauth.secret);
  const keysFor = async (purpose: string) => deriveKeys(await readSecrets(), purpose);
  const sealingKeys = once(() => keysFor("records"));
  const leg = createCognitoLeg({
    config,
    oauth,
    readSecret: read(oauth.brokerClientSecret),
    findCustomer: async (subject, customerId) => {
      const db = open();
      return (
        (await findCustomerBySubject(db, subject)) ?? (customerId ? linkCustomer(db, customerId, subject) : undefined)
      );
    },
  });
  const ended = new ExpiringMap<true>({ ttlMs: rememberedMs, max: remembered, now: Date.now });
  const onEnd = (connectionId: string) => ended.set(connectionId, true);
  const ports: OAuthPorts = {
    ...createRecords(open, sealingKeys),
    ...createFamilies(open),
    ...createConnections({ records: new ConnectionRecords(open, sealingKeys), cognito: leg, onFailure, onEnd }),
    ...leg,
    loadSigningKeys: async () => loadSigningKeys(open, await sealingKeys()),
    deriveKeys: keysFor,
    countAttempt: (key, allowance) => attempts.count(open(), key, allowance),
    waitFor: (key, allowance) => attempts.waitFor(open(), key, allowance),
  };
  const grants: Grants = {
    issuer: config.publicUrl,
    verify: createAccessTokenVerifier({ issuer: config.publicUrl, loadKeys: ports.loadSigningKeys, now: Date.now }),
    stands: async (grantId, db) => {
      const Key = keyOf("grant", grantId);
      const { Item } = await db.get({ TableName: db.tables.auth, Key, ConsistentRead: true });
      return Item !== undefined && Item["expires_at"] > nowSeconds();
    },
    endedHere: (grantId) => ended.get(hash(grantId)) === true,
    end: (grantId) => ports.endGrant(grantId),
    nameOf: appNames(ports, oauth.clients),
  };
  const sessions = createSessionKeeper({
    cognito,
    clientId: config.clientId,
    readClientSecret,
    keys: sealingKeys,
    onFailure,
  });
  const { clients, metadataHosts, registrationsPerHour } = oauth;
  const settings: OAuthSettings = { issuer: config.publicUrl, clients, metadataHosts, registrationsPerHour };
  return { ports, settings, grants, sessions };
}
