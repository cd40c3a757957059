import { describe, expect, it } from "vitest";
import { ConfigError, readConfig } from "./config.ts";
import { oauthEnvironment } from "./config-oauth.ts";

const pool = {
  AWS_REGION: "us-west-2",
  COGNITO_USER_POOL_ID: "us-west-2_AbCdEf123",
  COGNITO_CLIENT_ID: "1example23456789",
  PUBLIC_URL: "https://shop.example",
};
const secret = "0123456789012345678901234567890123456789012";
const needed = {
  COGNITO_DOMAIN: "shop.auth.us-west-2.amazoncognito.com",
  COGNITO_BROKER_CLIENT_ID: "broker123",
  COGNITO_BROKER_CLIENT_SECRET: "hush",
  OAUTH_SECRET: secret,
};

function problemsOf(env: Record<string, string>): readonly string[] {
  try {
    readConfig({ ...pool, ...env });
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

describe("the authorization server's environment", () => {
  it("is four variables, or none; with them the server signs apps in itself", () => {
    expect(readConfig({ ...pool, ...needed })).toMatchObject({
      authorizationServer: "https://shop.example",
      oauth: {
        cognitoDomain: "https://shop.auth.us-west-2.amazoncognito.com",
        brokerClientId: "broker123",
        brokerClientSecret: { value: "hush" },
        secret: { value: secret },
        clients: [],
        registrationsPerHour: 30,
      },
    });
    expect(readConfig(pool).oauth).toBeUndefined();
    expect(readConfig({ ...pool, COGNITO_DOMAIN: "auth.example.com" }).oauth).toBeUndefined();
  });

  it("takes secrets by the name of their SSM parameter as well", () => {
    const { COGNITO_BROKER_CLIENT_SECRET: _b, OAUTH_SECRET: _o, ...open } = needed;
    const named = {
      COGNITO_BROKER_CLIENT_SECRET_PARAMETER: "/shop/dev/broker",
      OAUTH_SECRET_PARAMETER: "/shop/dev/oauth",
    };
    expect(readConfig({ ...pool, ...open, ...named }).oauth).toMatchObject({
      brokerClientSecret: { parameter: "/shop/dev/broker" },
      secret: { parameter: "/shop/dev/oauth" },
    });
  });

  it("names what is missing of what was begun", () => {
    expect(problemsOf({ COGNITO_BROKER_CLIENT_ID: "broker123" })).toEqual([
      "COGNITO_DOMAIN is required for signing apps in",
      "COGNITO_BROKER_CLIENT_SECRET is required for signing apps in",
      "OAUTH_SECRET is required for signing apps in",
    ]);
  });

  it("wants an encrypted address, but for a shop on this machine", () => {
    for (const good of ["https://shop.example", "http://localhost:8000", "http://127.0.0.1:8000", "http://[::1]:8000"])
      expect(problemsOf({ ...needed, PUBLIC_URL: good })).toEqual([]);
    for (const bad of ["http://203.0.113.7:8000", "http://shop.example", "http://localhost.example"])
      expect(problemsOf({ ...needed, PUBLIC_URL: bad })).toEqual([expect.stringMatching(/^PUBLIC_URL must be https/)]);
  });

  const good: [string, string, object][] = [
    ["COGNITO_DOMAIN", "http://127.0.0.1:9229/", { cognitoDomain: "http://127.0.0.1:9229" }],
    [
      "OAUTH_CLIENTS",
      '[{"client_id":"acme","name":"Acme","redirect_uris":["https://acme.example/back"]}]',
      { clients: [{ clientId: "acme", name: "Acme", redirectUris: ["https://acme.example/back"] }] },
    ],
    ["OAUTH_METADATA_HOSTS", "Claude.ai, chatgpt.com", { metadataHosts: ["claude.ai", "chatgpt.com"] }],
    ["OAUTH_REGISTRATIONS_PER_HOUR", "5", { registrationsPerHour: 5 }],
  ];
  it.each(good)("%s=%s is taken", (name, value, expected) => {
    expect(readConfig({ ...pool, ...needed, [name]: value }).oauth).toMatchObject(expected);
  });

  it.each([
    ["COGNITO_DOMAIN", "auth.example.com/login"],
    ["COGNITO_BROKER_CLIENT_ID", "has space"],
    ["OAUTH_SECRET", "too short"],
    ["OAUTH_SECRET_PARAMETER", "has space"],
    ["OAUTH_CLIENTS", "nothing"],
    ["OAUTH_CLIENTS", '{"client_id":"acme"}'],
    ["OAUTH_REGISTRATIONS_PER_HOUR", "0"],
  ])("%s=%s is refused by name, and not repeated", (name, value) => {
    const problems = problemsOf({ ...needed, [name]: value });
    expect(problems).toEqual([expect.stringMatching(new RegExp(`^${name}(\\.\\S+)? must `))]);
    expect(problems.join()).not.toContain(value);
  });

  it("tests every one of its names", () => {
    const named = ["COGNITO_BROKER_CLIENT_SECRET_PARAMETER", "OAUTH_SECRET_PARAMETER"];
    const tested = new Set([...Object.keys(needed), ...good.map(([name]) => name), ...named]);
    expect(Object.keys(oauthEnvironment).filter((name) => !tested.has(name))).toEqual([]);
  });
});
