import { appName, type StageSettings } from "./stage.ts";

const tokenHours = 24;

/** Sign-in: the user pool with its staff group, its sign-in pages, and the client behind `/auth/login`. */
export function createIdentity(settings: StageSettings, publicUrl: $util.Input<string>) {
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
      transform: { userPool: poolRules(production) },
    },
    // The stage's `removal` keeps tables, but SST does not count user pools among what holds data.
    { retainOnDelete: production },
  );
  new aws.cognito.UserGroup("Staff", { userPoolId: pool.id, name: "staff", description: "People who run the shop" });

  const login = pool.addClient("Login", {
    transform: { client: passwordClient },
  });
  // MCP clients sign in through a confidential client of the code flow, kept apart from the one above: its id belongs
  // in environment.ts, its secret in a parameter (docs/decisions/secrets.md).
  const broker = pool.addClient("Broker", {
    callbackUrls: [$interpolate`${publicUrl}/oauth/callback`],
    transform: { client: codeClient },
  });
  return { pool, login, broker, domain: $interpolate`https://${prefix}.auth.${region}.amazoncognito.com` };
}

export type Identity = ReturnType<typeof createIdentity>;

const poolRules = (production: boolean) => ({
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
};
