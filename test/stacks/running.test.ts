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
import { planned, type StagePlan } from "../support/stacks/stage-plan.ts";

const folder = mkdtempSync(join(tmpdir(), "shop-planned-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A limit that nobody reaches, so that spending is counted. */
const choices = { DAILY_SPEND_LIMIT_MINOR: "100000000" };

interface Running {
  readonly url: string;
  stop(): Promise<unknown>;
}

const starts: Record<
  "dev" | "production",
  (plan: StagePlan, env: Readonly<Record<string, string>>) => Promise<Running>
> = {
  async dev(plan, env) {
    const [build] = plan.plan.builds;
    const file = await bundleAsSst(build?.handler ?? "", folder);
    return openFunctionGateway(file, (url) => ({ ...env, PUBLIC_URL: url, POWERTOOLS_TRACE_ENABLED: "false" }));
  },

  async production(_plan, env) {
    const { file } = await bundle("container", folder);
    const port = String(await freePort());
    const url = `http://localhost:${port}`;
    // A file system that can only be read, as the task's.
    const child = startNode(["--permission", "--allow-fs-read=*", file], { ...env, PORT: port, PUBLIC_URL: url });
    return { url, stop: () => child.end("SIGKILL") };
  },
};

async function smoke(url: string) {
  const child = spawn(process.execPath, ["scripts/smoke.ts", url], { stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (output += text));
  const [code] = await once(child, "close");
  return { code, output };
}

describe.each(["dev", "production"] as const)("what %s would run", (stage) => {
  it("starts in the environment of the plan, keeps every promise of the guide, and asks AWS for what it is granted", {
    timeout: 120_000,
  }, async () => {
    const plan = await planned(stage);
    const granted = plan.grants().filter((grant) => /^(dynamodb|cognito-idp):/.test(grant));
    const shop = await openPlannedShop(plan, choices);
    const server = await starts[stage](plan, shop.env);
    try {
      await vi.waitFor(async () => expect((await fetch(`${server.url}/ready`)).status).toBe(200), {
        timeout: 30_000,
        interval: 100,
      });
      const { code, output } = await smoke(server.url);
      expect(output).toMatch(/(\d+) of \1 promises kept\./);
      expect(code).toBe(0);
      await useEveryTool(server.url);
      // The search replica follows the catalogue's change feed between requests.
      await vi.waitFor(() => expect(shop.asked.size).toBe(granted.length), { timeout: 15_000 }).catch(() => {});
    } finally {
      await server.stop();
      await shop.stop();
    }
    expect([...shop.asked].toSorted()).toEqual(granted.map((grant) => grant.replace(/arn:\S+?table\//, "")).toSorted());
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

  it("leaves out what Cognito lets anybody do, and nothing else", () => {
    const cognito = (operation: string) =>
      permissionsOf(`AWSCognitoIdentityProviderService.${operation}`, { UserPoolId: "pool" });
    expect(cognito("InitiateAuth")).toEqual([]);
    expect(cognito("AdminGetUser")).toEqual(["cognito-idp:AdminGetUser pool"]);
  });
});
