import type { ReturnPolicy } from "@shop/core";
import * as z from "zod";
import { type OAuthConfig, oauthEnvironment, readOAuth, secretOf } from "./config-oauth.ts";
import { type LoadConfig, loadEnvironment, readLoad } from "./config-overload.ts";
import { list, minorUnits, origin, required, table, url, whole, windows } from "./config-parsers.ts";
import { readSearch, type SearchConfig, searchEnvironment } from "./config-search.ts";
import { readTelemetry, type TelemetryConfig, telemetryEnvironment } from "./config-telemetry.ts";
import type { Secret } from "./secrets.ts";
import type { Tables } from "./tables.ts";

/** Everything a running server is told from outside, checked once. */
export interface Config extends TelemetryConfig, LoadConfig {
  readonly region: string;
  readonly userPoolId: string;
  /** Where clients learn how to sign in: at this server, or at the pool where this one does not sign anybody in. */
  readonly authorizationServer: string;
  readonly clientId: string;
  readonly clientSecret: Secret | undefined;
  /** Absent where the stage has no authorization server of its own. */
  readonly oauth: OAuthConfig | undefined;
  readonly tables: Tables;
  readonly host: string;
  readonly port: number;
  /** Origin under which clients reach the server, without a slash at the end. */
  readonly publicUrl: string;
  readonly allowedOrigins: readonly string[];
  /** Header in which the proxy in front tells the caller's address, whatever the caller says; absent = no proxy. */
  readonly clientAddressHeader: string | undefined;
  /** Folder of the search index, which a restart goes on with; absent = a temporary one. */
  readonly searchDir: string | undefined;
  readonly search: SearchConfig;
  readonly dynamodbEndpoint: string | undefined;
  readonly cognitoEndpoint: string | undefined;
  readonly ssmEndpoint: string | undefined;
  readonly s3Endpoint: string | undefined;
  /** How long one request may take in all, waiting for AWS included. */
  readonly requestDeadlineMs: number;
  /** How long to go on serving after SIGTERM, while load balancers still send requests. */
  readonly shutdownDrainMs: number;
  /** Proxies of ours in front of the container: the caller is that many entries from the end of X-Forwarded-For. */
  readonly trustedProxyHops: number;
  readonly returnPolicy: ReturnPolicy;
  /** Ceiling per customer and day for orders placed through agents, in minor units; absent = none. */
  readonly dailySpendLimitMinor: bigint | undefined;
  /** Orders above this total, in minor units, are put to the person where the client can ask one; absent = never. */
  readonly confirmAboveMinor: bigint | undefined;
}

/** The environment does not describe a server that could run. `problems` has one line for each variable. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`Cannot start:\n${problems.map((problem) => `  ${problem}`).join("\n")}`);
    this.problems = problems;
  }
}

const environment = z.object({
  AWS_REGION: required(/^[a-z]{2}(-[a-z]+)+-\d$/, "us-west-2"),
  COGNITO_USER_POOL_ID: required(/^[a-z]{2}(-[a-z]+)+-\d_[A-Za-z0-9]+$/, "us-west-2_AbCdEf123"),
  COGNITO_CLIENT_ID: required(/^\w{1,128}$/, "1example23456789"),
  COGNITO_CLIENT_SECRET: z.string().min(1).optional(),
  COGNITO_CLIENT_SECRET_PARAMETER: oauthEnvironment.OAUTH_SECRET_PARAMETER,
  ...oauthEnvironment,
  PRODUCTS_TABLE: table("ecommerce-products"),
  CUSTOMERS_TABLE: table("ecommerce-customers"),
  ORDERS_TABLE: table("ecommerce-orders"),
  REVIEWS_TABLE: table("ecommerce-reviews"),
  RETURNS_TABLE: table("ecommerce-returns"),
  AUTH_TABLE: table("ecommerce-auth"),
  HOST: z.string().min(1).default("0.0.0.0"),
  PORT: whole(0, 65_535, 8000),
  PUBLIC_URL: origin.optional(),
  ALLOWED_ORIGINS: list,
  ...telemetryEnvironment,
  SEARCH_DIR: z.string().min(1).optional(),
  ...searchEnvironment,
  AWS_ENDPOINT_URL_DYNAMODB: url.optional(),
  AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: url.optional(),
  AWS_ENDPOINT_URL_SSM: url.optional(),
  AWS_ENDPOINT_URL_S3: url.optional(),
  REQUEST_DEADLINE_MS: whole(100, 29_000, 8000),
  SHUTDOWN_DRAIN_MS: whole(0, 60_000, 0),
  CLIENT_ADDRESS_HEADER: z
    .string()
    .regex(/^[a-z][a-z-]*$/, { error: "must be a header's name in small letters" })
    .optional(),
  TRUSTED_PROXY_HOPS: whole(0, 5, 0),
  ...loadEnvironment,
  RETURN_WINDOW_DAYS: whole(0, 3650, 30),
  RETURN_WINDOW_DAYS_BY_CATEGORY: windows,
  DAILY_SPEND_LIMIT_MINOR: minorUnits,
  CONFIRM_ABOVE_MINOR: minorUnits,
});

/** Names of every variable a server reads. */
export const environmentNames: readonly string[] = Object.keys(environment.shape);

/** Reads the environment. An empty variable counts as absent. Throws one `ConfigError` that names every problem. */
export function readConfig(env: Readonly<Record<string, string | undefined>> = process.env): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ""));
  const parsed = environment.safeParse(given, { jitless: true });
  if (!parsed.success)
    throw new ConfigError(parsed.error.issues.map(({ path, message }) => `${path.join(".")} ${message}`));
  const { data } = parsed;
  if (!data.COGNITO_USER_POOL_ID.startsWith(`${data.AWS_REGION}_`))
    throw new ConfigError(["COGNITO_USER_POOL_ID must be a pool of AWS_REGION"]);
  const { oauth, missing } = readOAuth(data);
  const publicUrl = (data.PUBLIC_URL ?? `http://localhost:${data.PORT}`).replace(/\/+$/, "");
  const problems = [
    ...missing.map((name) => `${name} is required for signing apps in`),
    ...(oauth && !mayIssue(publicUrl) ? ["PUBLIC_URL must be https where apps sign in from other machines"] : []),
  ];
  if (problems.length > 0) throw new ConfigError(problems);
  return {
    region: data.AWS_REGION,
    userPoolId: data.COGNITO_USER_POOL_ID,
    authorizationServer: oauth ? publicUrl : poolAddress(data),
    clientId: data.COGNITO_CLIENT_ID,
    clientSecret: secretOf(data.COGNITO_CLIENT_SECRET, data.COGNITO_CLIENT_SECRET_PARAMETER),
    oauth,
    tables: tablesOf(data),
    host: data.HOST,
    port: data.PORT,
    publicUrl,
    allowedOrigins: data.ALLOWED_ORIGINS,
    clientAddressHeader: data.CLIENT_ADDRESS_HEADER,
    ...readTelemetry(data),
    searchDir: data.SEARCH_DIR,
    search: readSearch(data),
    dynamodbEndpoint: data.AWS_ENDPOINT_URL_DYNAMODB,
    cognitoEndpoint: data.AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER?.replace(/\/+$/, ""),
    ssmEndpoint: data.AWS_ENDPOINT_URL_SSM,
    s3Endpoint: data.AWS_ENDPOINT_URL_S3,
    requestDeadlineMs: data.REQUEST_DEADLINE_MS,
    shutdownDrainMs: data.SHUTDOWN_DRAIN_MS,
    trustedProxyHops: data.TRUSTED_PROXY_HOPS,
    ...readLoad(data),
    returnPolicy: { windowDays: data.RETURN_WINDOW_DAYS, windowDaysByCategory: data.RETURN_WINDOW_DAYS_BY_CATEGORY },
    dailySpendLimitMinor: data.DAILY_SPEND_LIMIT_MINOR,
    confirmAboveMinor: data.CONFIRM_ABOVE_MINOR,
  };
}

/** Tokens and cookies travel encrypted, or do not leave the machine. */
const mayIssue = (publicUrl: string): boolean => {
  const { protocol, hostname } = new URL(publicUrl);
  return protocol === "https:" || ["localhost", "127.0.0.1", "[::1]"].includes(hostname);
};

const poolAddress = (data: z.output<typeof environment>): string => {
  const endpoint = data.AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER?.replace(/\/+$/, "");
  return `${endpoint ?? `https://cognito-idp.${data.AWS_REGION}.amazonaws.com`}/${data.COGNITO_USER_POOL_ID}`;
};

const tablesOf = (data: z.output<typeof environment>): Tables => ({
  products: data.PRODUCTS_TABLE,
  customers: data.CUSTOMERS_TABLE,
  orders: data.ORDERS_TABLE,
  reviews: data.REVIEWS_TABLE,
  returns: data.RETURNS_TABLE,
  auth: data.AUTH_TABLE,
});
