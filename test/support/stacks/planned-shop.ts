import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { createCognitoClient, createDocumentClient, createDynamoDbClient, readConfig } from "@shop/aws";
import { createDemoUsers, createTables, demoShop, loadShop, startCognito, startEngine } from "@shop/local";
import { startParameters } from "./parameters.ts";
import { record } from "./recorder.ts";
import { type StagePlan, secretsOf } from "./stage-plan.ts";

/** Everything that a plan creates and its server uses, in stand-ins under the plan's own names. */
export interface PlannedShop {
  /** The plan's environment, with AWS in the stand-ins. */
  readonly env: Readonly<Record<string, string>>;
  /** What IAM would have been asked so far. */
  readonly asked: ReadonlySet<string>;
  stop(): Promise<void>;
}

export async function openPlannedShop(
  plan: StagePlan,
  more: Record<string, string> = {},
  { empty = false } = {},
): Promise<PlannedShop> {
  const planned: Record<string, string> = { AWS_REGION: "us-west-2", ...plan.environment(), ...more };
  const { AWS_REGION: region = "", COGNITO_USER_POOL_ID: poolId = "" } = planned;
  const engine = await startEngine({ dataDir: undefined });
  const clients = clientsOf(plan, planned);
  const cognito = await startCognito({ dataDir: undefined, clients, poolId, region, scryptCost: 1024 });
  const parameters = await startParameters(plan);
  await fill({ ...planned, ...endpoints([engine, cognito, parameters]) }, empty);

  const asked = new Set<string>();
  const hear = (permissions: readonly string[]) => {
    for (const permission of permissions) asked.add(permission);
  };
  const standIns = [engine, cognito, parameters];
  const recorders = await Promise.all(standIns.map(({ url }) => record(url, hear)));
  return {
    env: {
      ...planned,
      ...endpoints(recorders),
      // Browsers go to the sign-in pages themselves, and need no permission.
      COGNITO_DOMAIN: cognito.url,
      AWS_ACCESS_KEY_ID: "local",
      AWS_SECRET_ACCESS_KEY: "local",
    },
    asked,
    async stop() {
      for (const { stop } of [...recorders, ...standIns]) await stop();
    },
  };
}

interface Url {
  readonly url: string;
}

const endpoints = ([engine, cognito, parameters]: readonly Url[]) => ({
  AWS_ENDPOINT_URL_DYNAMODB: engine?.url ?? "",
  AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: cognito?.url ?? "",
  AWS_ENDPOINT_URL_SSM: parameters?.url ?? "",
});

/** The plan's app clients. Where the plan has its own address, the running server's stands. */
function clientsOf(plan: StagePlan, { PUBLIC_URL = "", COGNITO_CLIENT_ID = "" }: Record<string, string>) {
  const broker = plan.resource("cognito/userPoolClient", "BrokerClient");
  const { explicitAuthFlows, callbackUrls, allowedOauthScopes: scopes, refreshTokenRotation } = broker.inputs;
  const { PUBLIC_URL: plannedUrl = "", COGNITO_BROKER_CLIENT_SECRET_PARAMETER: parameter = "" } = plan.environment();
  return [
    { clientId: COGNITO_CLIENT_ID, accessTokenSeconds: accessTokenSeconds(plan) },
    {
      clientId: broker.id,
      clientSecret: secretsOf(plan).get(parameter) ?? "",
      explicitAuthFlows,
      scopes,
      rotateRefreshTokens: refreshTokenRotation?.feature === "ENABLED",
      callbackUrls: callbackUrls.map((url: string) => url.replace(plannedUrl, PUBLIC_URL)),
    },
  ];
}

function accessTokenSeconds(plan: StagePlan): number {
  const { accessTokenValidity, tokenValidityUnits } = plan.one("cognito/userPoolClient", "LoginClient");
  return tokenValidityUnits.accessToken === "hours" ? accessTokenValidity * 3600 : Number.NaN;
}

/** The tables, and unless they stay empty the demo shop and its users. */
async function fill(env: Record<string, string>, empty: boolean): Promise<void> {
  const config = readConfig(env);
  const db = createDocumentClient(config);
  const control = createDynamoDbClient(config);
  const cognito = createCognitoClient(config);
  await createTables(control, config.tables);
  if (!empty) {
    await loadShop(db, config.tables, demoShop(new Date()));
    await createDemoUsers({ cognito, userPoolId: config.userPoolId, db, tables: config.tables });
    // One customer signs in for the first time, as those do whom an import brought.
    await unlink(db, config.tables.customers);
  }
  for (const client of [db, control, cognito]) client.destroy();
}

async function unlink(db: ReturnType<typeof createDocumentClient>, TableName: string): Promise<void> {
  await db.send(
    new UpdateCommand({ TableName, Key: { customer_id: "cust-010" }, UpdateExpression: "REMOVE cognito_sub" }),
  );
}
