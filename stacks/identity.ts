import { appName, type StageSettings } from "./stage.ts";

const tokenHours = 24;

/**
 * Sign-in: the user pool with its staff group and its sign-in pages, the client behind `/auth/login`, and the one that
 * signs apps in, for servers at these addresses.
 */
export function createIdentity(settings: StageSettings, publicUrls: readonly $util.Input<string>[]) {
  const { production, stage, region } = settings;
  const account = aws.getCallerIdentityOutput().accountId;
  // Unique in the whole region, among everybody's pools; hence the account.
  const prefix = $interpolate`${appName}-${stage}-${account}`;
  const pool = new sst.aws.CognitoUserPool(
    "Users",
    {
      usernames: ["email"],
      mfa: "optional",
      softwareToken: true,
      domain: { prefix },
      // Version 1, the hosted UI, knows no `prompt`: it would let in whoever used the browser last. Source: "The redirect
      // and authorization endpoint", Amazon Cognito Developer Guide.
      transform: { userPool: poolRules(production), domain: { managedLoginVersion: 2 } },
    },
    // The stage's `removal` keeps tables, but SST does not count user pools among what holds data.
    { retainOnDelete: production },
  );
  new aws.cognito.UserGroup("Staff", { userPoolId: pool.id, name: "staff", description: "People who run the shop" });

  const login = pool.addClient("Login", {
    transform: { client: passwordClient },
  });
  // Apps sign in through a confidential client of the code flow, kept apart from the one above.
  const broker = pool.addClient("Broker", {
    callbackUrls: publicUrls.map((url) => $interpolate`${url}/oauth/callback`),
    transform: { client: codeClient },
  });
  // Pages of version 2 show nothing for a client without a style. Cognito's own one.
  new aws.cognito.ManagedLoginBranding("BrokerPages", {
    userPoolId: pool.id,
    clientId: broker.id,
    useCognitoProvidedValues: true,
  });
  return { pool, login, broker, domain: $interpolate`https://${prefix}.auth.${region}.amazoncognito.com` };
}

export type Identity = ReturnType<typeof createIdentity>;

const poolRules = (production: boolean) => ({
  // The cheapest plan with sign-in pages of version 2, and the default of new pools.
  userPoolTier: "ESSENTIALS",
  deletionProtection: production ? "ACTIVE" : "INACTIVE",
  accountRecoverySetting: { recoveryMechanisms: [{ name: "verified_email", priority: 1 }] },
  // Customers come from the shop: nobody registers through a client.
  adminCreateUserConfig: { allowAdminCreateUserOnly: true },
  passwordPolicy: {
    minimumLength: 8,
    requireLowercase: true,
    requireUppercase: true,
    requireNumbers: true,
    requireSymbols: true,
    temporaryPasswordValidityDays: 3,
  },
  schemas: [
    {
      name: "customer_id",
      attributeDataType: "String",
      mutable: true,
      stringAttributeConstraints: { minLength: "1", maxLength: "64" },
    },
  ],
});

/** What every client shares. A client may write only what is named here: never whose customer somebody is. */
const clientRules = {
  preventUserExistenceErrors: "ENABLED",
  enableTokenRevocation: true,
  readAttributes: ["email", "email_verified", "custom:customer_id"],
  writeAttributes: ["name"],
  accessTokenValidity: tokenHours,
  idTokenValidity: tokenHours,
  refreshTokenValidity: 30,
  tokenValidityUnits: { accessToken: "hours", idToken: "hours", refreshToken: "days" },
};

/** Signs in with e-mail and password only. Without a secret: see docs/decisions/secrets.md. */
const passwordClient = {
  ...clientRules,
  generateSecret: false,
  explicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
  allowedOauthFlowsUserPoolClient: false,
  allowedOauthFlows: undefined,
  allowedOauthScopes: undefined,
  callbackUrls: undefined,
};

const codeClient = {
  ...clientRules,
  generateSecret: true,
  explicitAuthFlows: ["ALLOW_REFRESH_TOKEN_AUTH"],
  allowedOauthFlows: ["code"],
  allowedOauthScopes: ["openid", "email", "profile"],
  // The server gives apps refresh tokens of its own and rotates those. Cognito's are never used by two.
  refreshTokenRotation: { feature: "DISABLED" },
};
