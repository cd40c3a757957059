import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Engine, startEngine } from "@shop/local";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type FaultyDatabase, openFaultyDatabase } from "../support/faults.ts";
import { harm, randomFrom } from "../support/model/harm.ts";
import { operation } from "../support/model/operations.ts";
import { playAlone, playAtOnce } from "../support/model/play.ts";
import { hold } from "../support/model/settings.ts";

const batch = fc.array(operation, { minLength: 8, maxLength: 8 });
const batches = (count: number) => fc.array(batch, { minLength: count, maxLength: count, size: "max" });

let dataDir: string;
let engine: Engine;
let port: number;
let database: FaultyDatabase;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "shop-model-"));
  engine = await startEngine({ dataDir });
  port = Number(new URL(engine.url).port);
  database = await openFaultyDatabase(engine.url);
});
afterAll(async () => {
  await database.stop();
  await engine.stop();
  await rm(dataDir, { recursive: true, force: true });
});

/** Kills the engine in the middle of whatever it does, and starts it again on what is on the disk. */
async function crash(): Promise<void> {
  const { pid = 0 } = engine;
  expect(pid).toBeGreaterThan(1);
  process.kill(pid, "SIGKILL");
  await engine.exited;
  engine = await startEngine({ dataDir, port });
}

it("answers one call at a time as the model says", async () => {
  const script = fc.array(operation, { minLength: 150, maxLength: 150, size: "max" });
  await hold(
    fc.asyncProperty(script, (operations) => playAlone(engine.url, operations)),
    { runs: 25, limitMs: 600_000 },
  );
}, 900_000);

it("keeps the shop's laws while everybody acts at once", async () => {
  const urls = { engineUrl: engine.url, appUrls: [engine.url, engine.url, engine.url] };
  await hold(
    fc.asyncProperty(batches(50), (script) => playAtOnce(urls, script)),
    { runs: 20, endOnFailure: true },
  );
}, 900_000);

it("keeps them through conflicts and lost answers", async () => {
  const urls = { engineUrl: engine.url, appUrls: [database.url, engine.url, database.url] };
  await hold(
    fc.asyncProperty(batches(40), fc.nat(), async (script, seed) => {
      harm(database, seed);
      await playAtOnce(urls, script);
    }),
    { runs: 12, endOnFailure: true },
  );
}, 900_000);

it("keeps them while the engine is killed and started again, over and over", async () => {
  const urls = { engineUrl: engine.url, appUrls: [database.url, engine.url, engine.url] };
  await hold(
    fc.asyncProperty(batches(30), fc.nat(), async (script, seed) => {
      harm(database, seed);
      const random = randomFrom(seed);
      const disturb = async (index: number) => {
        if (index % 4 !== 3) return;
        await new Promise((resolve) => setTimeout(resolve, random() * 40));
        await crash();
      };
      await playAtOnce({ ...urls, disturb }, script);
    }),
    { runs: 8, endOnFailure: true },
  );
}, 900_000);
