import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it, vi } from "vitest";
import { bundle } from "../../scripts/support/build-bundles.ts";
import { freePort } from "../../scripts/support/ports.ts";
import { startNode } from "../support/lambda/child.ts";
import { useEveryTool } from "../support/stacks/broad-run.ts";
import { bundleAsSst, openFunctionGateway } from "../support/stacks/function-gateway.ts";
import { openPlannedShop } from "../support/stacks/planned-shop.ts";
import { permissionsOf } from "../support/stacks/recorder.ts";
import { useAsApp } from "../support/stacks/signed-in-app.ts";
import { planned, type StagePlan } from "../support/stacks/stage-plan.ts";

const folder = mkdtempSync(join(tmpdir(), "shop-planned-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A limit that nobody reaches, so that spending is counted. */
const choices = { DAILY_SPEND_LIMIT_MINOR: "100000000" };

interface Running {
  stop(): Promise<unknown>;
}

type Env = Readonly<Record<string, string>>;

const starts: Record<"dev" | "production", (plan: StagePlan, env: Env, port: number) => Promise<Running>> = {
  async dev(plan, env, port) {
    const [build] = plan.plan.builds;
    const file = await bundleAsSst(build?.handler ?? "", folder);
    return openFunctionGateway(file, { ...env, POWERTOOLS_TRACE_ENABLED: "false" }, port);
  },

  async production(_plan, env, port) {
    const { file } = await bundle("container", folder);
    // A file system that can only be read, as the task's, but for its one volume, where the image puts the index.
    const index = mkdtempSync(join(folder, "index-"));
    const may = ["--permission", "--allow-fs-read=*", `--allow-fs-write=${index}`, "--allow-worker"];
    const child = startNode([...may, file], { ...env, SEARCH_DIR: index, PORT: String(port) });
    return { stop: () => child.end("SIGKILL") };
  },
};

async function smoke(url: string) {
  const child = spawn(process.execPath, ["scripts/smoke.ts", url], { stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (output += text));
  const [code] = await once(child, "close");
  return { code, output };
}

/** Without account and region: `dynamodb:GetItem my-table`, `ssm:GetParameter /my/parameter`. */
const shortened = (grant: string) => grant.replace(/arn:\S+?(table\/|parameter(?=\/))/, "");

describe.each(["dev", "production"] as const)("what %s would run", (stage) => {
  it("starts in the environment of the plan, keeps every promise of the guide, signs apps in, and asks AWS for what it is granted", {
    timeout: 120_000,
  }, async () => {
    const plan = await planned(stage);
    const granted = plan.grants().filter((grant) => /^(dynamodb|cognito-idp|ssm|kms):/.test(grant));
    const port = await freePort();
    const url = `http://localhost:${port}`;
    const shop = await openPlannedShop(plan, { ...choices, PUBLIC_URL: url });
    const server = await starts[stage](plan, shop.env, port);
    try {
      await vi.waitFor(async () => expect((await fetch(`${url}/ready`)).status).toBe(200), {
        timeout: 30_000,
        interval: 100,
      });
      const { code, output } = await smoke(url);
      expect(output).toMatch(/(\d+) of \1 promises kept\./);
      expect(code).toBe(0);
      await useEveryTool(url);
      expect(await useAsApp(url)).toEqual([]);
      // The search replica follows the catalogue's change feed between requests.
      await vi.waitFor(() => expect(shop.asked.size).toBe(granted.length), { timeout: 15_000 }).catch(() => {});
    } finally {
      await server.stop();
      await shop.stop();
    }
    expect([...shop.asked].toSorted()).toEqual(granted.map(shortened).toSorted());
  });
});

describe("the record of what is asked", () => {
  it("takes a transaction apart, and tells an index from its table", () => {
    const transaction = { TransactItems: [{ Put: { TableName: "a" } }, { ConditionCheck: { TableName: "b" } }] };
    expect(permissionsOf("DynamoDB_20120810.TransactWriteItems", transaction)).toEqual([
      "dynamodb:PutItem a",
      "dynamodb:ConditionCheckItem b",
    ]);
    expect(permissionsOf("DynamoDB_20120810.Query", { TableName: "a", IndexName: "i" })).toEqual([
      "dynamodb:Query a/index/i",
    ]);
    expect(permissionsOf("DynamoDB_20120810.BatchGetItem", { RequestItems: { a: {}, b: {} } })).toEqual([
      "dynamodb:BatchGetItem a",
      "dynamodb:BatchGetItem b",
    ]);
  });

  it("names the parameter that is read", () => {
    expect(permissionsOf("AmazonSSM.GetParameter", { Name: "/a/b" })).toEqual(["ssm:GetParameter /a/b"]);
    expect(permissionsOf("AmazonSSM.GetParametersByPath", { Path: "/a" })).toEqual(["AmazonSSM:GetParametersByPath"]);
  });

  it("leaves out what Cognito lets anybody do, and nothing else", () => {
    const cognito = (operation: string) =>
      permissionsOf(`AWSCognitoIdentityProviderService.${operation}`, { UserPoolId: "pool" });
    expect(cognito("InitiateAuth")).toEqual([]);
    expect(cognito("AdminGetUser")).toEqual(["cognito-idp:AdminGetUser pool"]);
  });
});
