import { type Engine, startEngine } from "@shop/local";
import fc from "fast-check";
import { afterAll, beforeAll, it } from "vitest";
import { openFaultyDatabase } from "../support/faults.ts";
import { harm } from "../support/model/harm.ts";
import { operation } from "../support/model/operations.ts";
import { playAtOnce } from "../support/model/play.ts";
import { hold } from "../support/model/settings.ts";

let engine: Engine;
beforeAll(async () => {
  engine = await startEngine({ dataDir: undefined });
});
afterAll(() => engine.stop());

const batch = fc.array(operation, { minLength: 8, maxLength: 8 });
const script = fc.array(batch, { minLength: 25, maxLength: 25, size: "max" });

it("keeps the shop's laws while everybody acts at once through servers that share only the tables", async () => {
  const urls = { engineUrl: engine.url, appUrls: [engine.url, engine.url, engine.url] };
  await hold(
    fc.asyncProperty(script, (batches) => playAtOnce(urls, batches)),
    { runs: 5, endOnFailure: true },
  );
}, 120_000);

it("keeps them while transactions are cancelled by conflicts and answers are lost", async () => {
  const database = await openFaultyDatabase(engine.url);
  const urls = { engineUrl: engine.url, appUrls: [database.url, engine.url, database.url] };
  try {
    await hold(
      fc.asyncProperty(script, fc.nat(), async (batches, seed) => {
        harm(database, seed);
        await playAtOnce(urls, batches);
      }),
      { runs: 3, endOnFailure: true },
    );
  } finally {
    await database.stop();
  }
}, 120_000);
