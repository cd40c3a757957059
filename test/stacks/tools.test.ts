import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { runInStage } from "../../scripts/support/sst-command.ts";
import { openPlannedShop, type PlannedShop } from "../support/stacks/planned-shop.ts";
import { planned } from "../support/stacks/stage-plan.ts";

const fakeSst = fileURLToPath(new URL("../support/stacks/fake-sst.mjs", import.meta.url));

let shop: PlannedShop;

beforeEach(async () => {
  shop = await openPlannedShop(await planned("dev"), {}, { empty: true });
  vi.stubEnv("FAKE_TOOLS", JSON.stringify(shop.env));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await shop.stop();
});

it("npm run seed and npm run demo-users fill the stage's own tables and user pool", async () => {
  expect(await runInStage("dev", ["scripts/seed.ts", "--stage", "dev"], fakeSst)).toBe(0);
  const { PRODUCTS_TABLE: products, COGNITO_USER_POOL_ID: pool } = shop.env;
  expect([...shop.asked].some((asked) => asked.startsWith("dynamodb:") && asked.endsWith(` ${products}`))).toBe(true);
  expect(await runInStage("dev", ["scripts/demo-users.ts", "--stage", "dev"], fakeSst)).toBe(0);
  expect(shop.asked).toContain(`cognito-idp:AdminCreateUser ${pool}`);
});

it("a stage that SST knows nothing of ends a job in one line, not in a circle", async () => {
  vi.stubEnv("FAKE_TOOLS", "{}");
  expect(await runInStage("dev", ["scripts/seed.ts", "--stage", "dev"], fakeSst)).toBe(1);
});
