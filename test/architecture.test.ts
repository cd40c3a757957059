import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

/**
 * Who may depend on whom. The lint rule `noUndeclaredDependencies` holds each package to its own package.json, and this
 * table holds the package.json: an arrow that is not here does not exist.
 */
const mayDependOn: Record<string, readonly string[]> = {
  core: ["zod"],
  search: ["@shop/core"],
  server: ["@modelcontextprotocol/sdk", "@modelcontextprotocol/server", "@shop/core", "hono"],
  oauth: ["@shop/core", "fetch-to-node", "jose", "oidc-provider"],
  aws: [
    "@aws-lambda-powertools/logger",
    "@aws-lambda-powertools/metrics",
    "@aws-sdk/client-cognito-identity-provider",
    "@aws-sdk/client-dynamodb",
    "@aws-sdk/client-s3",
    "@aws-sdk/client-ssm",
    "@aws-sdk/lib-dynamodb",
    "@aws-sdk/util-dynamodb",
    "@shop/core",
    "@shop/oauth",
    "@shop/search",
    "@smithy/node-http-handler",
    "@smithy/signature-v4",
    "aws-jwt-verify",
    "zod",
  ],
  lambda: [
    "@aws-lambda-powertools/commons",
    "@aws-lambda-powertools/logger",
    "@aws-lambda-powertools/tracer",
    "@middy/core",
    "@middy/http-json-body-parser",
    "@shop/aws",
    "@shop/oauth",
    "@shop/server",
  ],
  container: [
    "@hono/node-server",
    "@opentelemetry/api",
    "@opentelemetry/exporter-trace-otlp-http",
    "@opentelemetry/resources",
    "@opentelemetry/sdk-trace",
    "@shop/aws",
    "@shop/oauth",
    "@shop/server",
  ],
  local: [
    "@aws-sdk/client-cognito-identity-provider",
    "@aws-sdk/client-dynamodb",
    "@aws-sdk/lib-dynamodb",
    "@shop/aws",
    "@shop/core",
  ],
};

const sources = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
    .map((file) => join(folder, file));

const importsOf = (file: string): string[] =>
  [...readFileSync(file, "utf8").matchAll(/(?:from|import) "([^"]+)"/g)].map(([, name = ""]) => name);

/** As `importsOf`, without what is imported for its types alone and is gone at run time. */
const loadedBy = (file: string): string[] =>
  [...readFileSync(file, "utf8").matchAll(/^(?:import|export) (?!type )[^;]*?from "([^"]+)"/gm)].map(
    ([, name = ""]) => name,
  );

describe("the house", () => {
  it("has the rooms of the plan and no others", () => {
    expect(readdirSync("packages").toSorted()).toEqual(Object.keys(mayDependOn).toSorted());
  });

  describe.each(Object.entries(mayDependOn))("packages/%s", (name, allowed) => {
    it("declares the dependencies it may have, pinned exactly", () => {
      const { dependencies = {} } = JSON.parse(readFileSync(`packages/${name}/package.json`, "utf8"));
      const runtime = Object.keys(dependencies).filter((dependency) => !dependency.startsWith("@types/"));
      expect(runtime.toSorted()).toEqual(allowed.toSorted());
      for (const version of Object.values(dependencies)) expect(version).toMatch(/^\d+\.\d+\.\d+$/);
    });
  });

  it("lets server and aws meet only in a main.ts", () => {
    const meeting = ["container", "lambda"].flatMap((door) =>
      sources(`packages/${door}/src`).filter((file) => {
        const names = importsOf(file);
        return names.includes("@shop/aws") && names.includes("@shop/server");
      }),
    );
    expect(meeting).toEqual(["packages/container/src/main.ts", "packages/lambda/src/main.ts"]);
  });

  it("loads the protocol library only when somebody signs in: nothing leads to it without a lazy import", () => {
    const reached = new Set(["packages/oauth/src/index.ts"]);
    for (const file of reached)
      for (const name of loadedBy(file).filter((one) => one.startsWith("."))) reached.add(join(file, "..", name));
    const slow = [...reached].flatMap(loadedBy).filter((name) => name === "oidc-provider" || name === "fetch-to-node");
    expect(slow).toEqual([]);
    expect(reached.size).toBeGreaterThan(3);
  });

  it("imports zod as a namespace: by any other name its fifty locales come along into every bundle", () => {
    const named = Object.keys(mayDependOn)
      .flatMap((name) => sources(`packages/${name}/src`))
      .filter((file) => /^import \{.*from "zod"/m.test(readFileSync(file, "utf8")));
    expect(named).toEqual([]);
  });

  it("loads what only large catalogues need where a stage has a bucket or a cluster for them", () => {
    const files = sources("packages/aws/src");
    const slow = files.flatMap(loadedBy).filter((name) => /^@aws-sdk\/client-s3$|search-cluster\.ts$/.test(name));
    expect(slow).toEqual([]);
    expect(files.flatMap(importsOf)).toContain("@smithy/signature-v4");
  });

  it("reads the environment in one place of the packages", () => {
    const readers = Object.keys(mayDependOn)
      .filter((name) => name !== "local")
      .flatMap((name) => sources(`packages/${name}/src`))
      .filter((file) => /process\.env/.test(readFileSync(file, "utf8")));
    expect(readers).toEqual(["packages/aws/src/config.ts"]);
  });

  it("keeps the stacks to themselves: SST writes its globals into every file of a package that they import", () => {
    const foreign = sources("stacks").flatMap((file) => importsOf(file).filter((name) => !name.startsWith("./")));
    expect([...new Set(foreign)].toSorted()).toEqual(["@shop/aws/metrics", "@shop/aws/tables"]);
    for (const file of ["tables", "metric-catalogue"]) expect(importsOf(`packages/aws/src/${file}.ts`)).toEqual([]);
  });

  it("keeps SST out of everything that runs", () => {
    const users = Object.keys(mayDependOn).flatMap((name) =>
      sources(`packages/${name}/src`).filter((file) => importsOf(file).some((used) => used === "sst")),
    );
    expect(users).toEqual([]);
  });

  it("keeps the core free of everything but zod and itself", () => {
    const foreign = sources("packages/core/src")
      .flatMap(importsOf)
      .filter((name) => name !== "zod" && !name.startsWith("."));
    expect(foreign).toEqual([]);
  });
});
