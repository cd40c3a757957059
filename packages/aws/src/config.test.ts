import { describe, expect, it } from "vitest";
import { ConfigError, environmentNames, readConfig } from "./config.ts";
import { oauthEnvironment } from "./config-oauth.ts";
import { searchEnvironment } from "./config-search.ts";

const needed = {
  AWS_REGION: "us-west-2",
  COGNITO_USER_POOL_ID: "us-west-2_AbCdEf123",
  COGNITO_CLIENT_ID: "1example23456789",
};

/** Tested in files of their own. */
const namesElsewhere = [...Object.keys(oauthEnvironment), ...Object.keys(searchEnvironment)];

function problemsOf(env: Record<string, string | undefined>): readonly string[] {
  try {
    readConfig(env);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

describe("the environment of a server", () => {
  it("needs three variables; the guide's defaults stand for the rest", () => {
    expect(readConfig(needed)).toMatchObject({
      region: "us-west-2",
      userPoolId: "us-west-2_AbCdEf123",
      authorizationServer: "https://cognito-idp.us-west-2.amazonaws.com/us-west-2_AbCdEf123",
      clientId: "1example23456789",
      clientSecret: undefined,
      oauth: undefined,
      tables: {
        products: "ecommerce-products",
        customers: "ecommerce-customers",
        orders: "ecommerce-orders",
        reviews: "ecommerce-reviews",
        returns: "ecommerce-returns",
        auth: "ecommerce-auth",
      },
      host: "0.0.0.0",
      port: 8000,
      publicUrl: "http://localhost:8000",
      allowedOrigins: [],
      clientAddressHeader: undefined,
      logLevel: "INFO",
      stage: "local",
      dynamodbEndpoint: undefined,
      cognitoEndpoint: undefined,
      ssmEndpoint: undefined,
      requestDeadlineMs: 8000,
      shutdownDrainMs: 0,
      returnPolicy: { windowDays: 30, windowDaysByCategory: {} },
      dailySpendLimitMinor: undefined,
      confirmAboveMinor: undefined,
    });
  });

  it("lists every problem at once, one line for each variable, and nothing of what was set", () => {
    const env = {
      AWS_REGION: "mars",
      COGNITO_CLIENT_SECRET: "hush",
      PORT: "99999",
      PUBLIC_URL: "ftp://x",
      ORDERS_TABLE: "no/table",
      LOG_LEVEL: "loud",
      REQUEST_DEADLINE_MS: "1",
      RETURN_WINDOW_DAYS_BY_CATEGORY: "Clothing",
    };
    expect(problemsOf(env)).toEqual([
      "AWS_REGION must look like us-west-2",
      "COGNITO_USER_POOL_ID is required",
      "COGNITO_CLIENT_ID is required",
      "ORDERS_TABLE must be a DynamoDB table name",
      "PORT must be at most 65535",
      "PUBLIC_URL must be an http or https origin, without a path or a query",
      "LOG_LEVEL must be DEBUG, INFO, WARN, ERROR or SILENT",
      "REQUEST_DEADLINE_MS must be at least 100",
      "RETURN_WINDOW_DAYS_BY_CATEGORY must look like Clothing=60,Electronics=14, with at most 999 days",
    ]);
    const { message } = new ConfigError(problemsOf(env));
    expect(message).toMatch(/^Cannot start:\n {2}AWS_REGION must/);
    for (const set of ["mars", "hush", "ftp", "loud"]) expect(message).not.toContain(set);
  });

  it("counts an empty variable as absent", () => {
    const empty = Object.fromEntries(environmentNames.map((name) => [name, ""]));
    expect(readConfig({ ...empty, ...needed })).toEqual(readConfig(needed));
    expect(problemsOf({ ...needed, AWS_REGION: "" })).toEqual(["AWS_REGION is required"]);
  });

  it("does not mind variables of others", () => {
    expect(readConfig({ ...needed, PATH: "/bin", AWS_PROFILE: "me" })).toEqual(readConfig(needed));
  });
});

describe("one variable after the other", () => {
  const good: [string, string, object][] = [
    ["AWS_REGION", "us-gov-east-1", { region: "us-gov-east-1" }],
    ["COGNITO_CLIENT_SECRET", "hush", { clientSecret: { value: "hush" } }],
    ["COGNITO_CLIENT_SECRET_PARAMETER", "/shop/dev/login", { clientSecret: { parameter: "/shop/dev/login" } }],
    ["AWS_ENDPOINT_URL_SSM", "http://localhost:4566", { ssmEndpoint: "http://localhost:4566" }],
    ["AWS_ENDPOINT_URL_S3", "http://localhost:4566", { s3Endpoint: "http://localhost:4566" }],
    ["DAILY_SPEND_LIMIT_MINOR", "50000", { dailySpendLimitMinor: 50_000n }],
    ["CONFIRM_ABOVE_MINOR", "10000", { confirmAboveMinor: 10_000n }],
    ["PRODUCTS_TABLE", "shop-dev-products", { tables: { products: "shop-dev-products" } }],
    ["CUSTOMERS_TABLE", "c.1", { tables: { customers: "c.1" } }],
    ["ORDERS_TABLE", "o_1", { tables: { orders: "o_1" } }],
    ["REVIEWS_TABLE", "r-1", { tables: { reviews: "r-1" } }],
    ["RETURNS_TABLE", "x-1", { tables: { returns: "x-1" } }],
    ["AUTH_TABLE", "a-1", { tables: { auth: "a-1" } }],
    ["HOST", "127.0.0.1", { host: "127.0.0.1" }],
    ["PORT", "0", { port: 0 }],
    ["PORT", "65535", { port: 65_535, publicUrl: "http://localhost:65535" }],
    ["PUBLIC_URL", "https://shop.example", { publicUrl: "https://shop.example" }],
    ["PUBLIC_URL", "https://shop.example//", { publicUrl: "https://shop.example" }],
    [
      "ALLOWED_ORIGINS",
      "https://a.example, https://b.example,",
      { allowedOrigins: ["https://a.example", "https://b.example"] },
    ],
    ["CLIENT_ADDRESS_HEADER", "x-client-address", { clientAddressHeader: "x-client-address" }],
    ["LOG_LEVEL", "debug", { logLevel: "DEBUG" }],
    ["LOG_SAMPLE_RATE", "0.01", { logSampleRate: 0.01 }],
    ["STAGE", "production", { stage: "production" }],
    ["SEARCH_DIR", "/tmp/index", { searchDir: "/tmp/index" }],
    ["METRICS", "on", { metrics: true }],
    ["METRICS_FLUSH_MS", "1000", { metricsFlushMs: 1000 }],
    ["OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost:4318/", { traceEndpoint: "http://localhost:4318" }],
    ["OTEL_TRACES_SAMPLER_ARG", "1", { traceSampleRate: 1 }],
    ["AWS_ENDPOINT_URL_DYNAMODB", "http://localhost:4566", { dynamodbEndpoint: "http://localhost:4566" }],
    [
      "AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER",
      "http://localhost:9/",
      {
        cognitoEndpoint: "http://localhost:9",
        authorizationServer: "http://localhost:9/us-west-2_AbCdEf123",
      },
    ],
    ["REQUEST_DEADLINE_MS", "29000", { requestDeadlineMs: 29_000 }],
    ["SHUTDOWN_DRAIN_MS", "5000", { shutdownDrainMs: 5000 }],
    ["TRUSTED_PROXY_HOPS", "1", { trustedProxyHops: 1 }],
    ["MAX_CONCURRENT_REQUESTS", "8", { overload: { maxConcurrent: 8 } }],
    ["MAX_QUEUED_REQUESTS", "0", { overload: { maxQueued: 0 } }],
    ["MAX_SHARE_PER_ADDRESS", "100", { overload: { addressShare: 100 } }],
    ["RATE_LIMIT_PER_CUSTOMER", "60", { callsPerMinute: { customer: 60 } }],
    ["RATE_LIMIT_PER_CLIENT", "0", { callsPerMinute: { client: 0 } }],
    ["RATE_LIMIT_PER_ADDRESS", "120", { callsPerMinute: { address: 120 } }],
    ["DAILY_SPEND_LIMIT_MINOR", "50000", { dailySpendLimitMinor: 50_000n }],
    ["CONFIRM_ABOVE_MINOR", "0", { confirmAboveMinor: 0n }],
    ["RETURN_WINDOW_DAYS", "0", { returnPolicy: { windowDays: 0 } }],
    [
      "RETURN_WINDOW_DAYS_BY_CATEGORY",
      "Clothing=60, Home & Garden=14,Books=0",
      { returnPolicy: { windowDays: 30, windowDaysByCategory: { Clothing: 60, "Home & Garden": 14, Books: 0 } } },
    ],
  ];
  it.each(good)("%s=%s is taken", (name, value, expected) => {
    const pool = name === "AWS_REGION" ? { COGNITO_USER_POOL_ID: `${value}_AbCdEf123` } : {};
    expect(readConfig({ ...needed, ...pool, [name]: value })).toMatchObject(expected);
  });

  it.each([
    ["AWS_REGION", "us_west_2"],
    ["COGNITO_USER_POOL_ID", "AbCdEf123"],
    ["COGNITO_CLIENT_ID", "has space"],
    ["PRODUCTS_TABLE", "ab"],
    ["AUTH_TABLE", "x".repeat(256)],
    ["PORT", "-1"],
    ["PORT", "80.5"],
    ["PORT", "http"],
    ["PUBLIC_URL", "shop.example"],
    ["PUBLIC_URL", "javascript:alert(1)"],
    ["LOG_LEVEL", "verbose"],
    ["LOG_SAMPLE_RATE", "1.01"],
    ["METRICS", "yes"],
    ["METRICS_FLUSH_MS", "99"],
    ["OTEL_EXPORTER_OTLP_ENDPOINT", "localhost:4318"],
    ["OTEL_TRACES_SAMPLER_ARG", "a tenth"],
    ["AWS_ENDPOINT_URL_DYNAMODB", "localhost:4566"],
    ["AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER", "nowhere"],
    ["REQUEST_DEADLINE_MS", "29001"],
    ["SHUTDOWN_DRAIN_MS", "60001"],
    ["RETURN_WINDOW_DAYS", "-1"],
    ["RETURN_WINDOW_DAYS", "3651"],
    ["RETURN_WINDOW_DAYS_BY_CATEGORY", "Clothing=soon"],
    ["RETURN_WINDOW_DAYS_BY_CATEGORY", "=5"],
    ["RETURN_WINDOW_DAYS_BY_CATEGORY", "Clothing=-5"],
  ])("%s=%s is refused by name", (name, value) => {
    expect(problemsOf({ ...needed, [name]: value })).toEqual([expect.stringMatching(new RegExp(`^${name} must `))]);
  });

  it("is read somewhere: every name is known to a test above", () => {
    const tested = new Set([...Object.keys(needed), ...good.map(([name]) => name), ...namesElsewhere]);
    expect(environmentNames.filter((name) => !tested.has(name))).toEqual([]);
  });
});
