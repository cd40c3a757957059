import type { Identity } from "./identity.ts";
import type { StageSecrets } from "./secrets.ts";
import type { StageSettings } from "./stage.ts";
import type { StageTables } from "./tables.ts";

/** What the server of a stage is made of, as far as the server has to be told. */
export interface Parts {
  readonly tables: StageTables;
  readonly identity: Identity;
  readonly secrets: StageSecrets;
  readonly publicUrl: $util.Input<string>;
  /** Absent where servers share no search index. */
  readonly snapshots: sst.aws.Bucket | undefined;
}

/** The environment of the server behind either door: names of what this stage created, and no secret. */
export const serverEnvironment = (
  settings: StageSettings,
  { tables, identity, secrets, publicUrl, snapshots }: Parts,
) => ({
  STAGE: settings.stage,
  // CloudWatch bills each metric, and a stage that nobody watches has neither charts nor alarms for them.
  METRICS: settings.watch === "full" ? "on" : "off",
  PUBLIC_URL: publicUrl,
  COGNITO_USER_POOL_ID: identity.pool.id,
  COGNITO_CLIENT_ID: identity.login.id,
  COGNITO_DOMAIN: identity.domain,
  COGNITO_BROKER_CLIENT_ID: identity.broker.id,
  COGNITO_BROKER_CLIENT_SECRET_PARAMETER: secrets.broker.name,
  OAUTH_SECRET_PARAMETER: secrets.oauth.name,
  PRODUCTS_TABLE: tables.products.name,
  CUSTOMERS_TABLE: tables.customers.name,
  ORDERS_TABLE: tables.orders.name,
  REVIEWS_TABLE: tables.reviews.name,
  RETURNS_TABLE: tables.returns.name,
  AUTH_TABLE: tables.auth.name,
  ...(snapshots && { SEARCH_SNAPSHOT_BUCKET: snapshots.name }),
  ...settings.choices,
});
