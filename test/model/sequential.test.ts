import { type Engine, startEngine } from "@shop/local";
import fc from "fast-check";
import { afterAll, beforeAll, it } from "vitest";
import { operation } from "../support/model/operations.ts";
import { playAlone } from "../support/model/play.ts";
import { hold } from "../support/model/settings.ts";

let engine: Engine;
beforeAll(async () => {
  engine = await startEngine({ dataDir: undefined });
});
afterAll(() => engine.stop());

it("answers one call at a time as the model says, and leaves no trace of what it refuses", async () => {
  const operations = fc.array(operation, { minLength: 80, maxLength: 80, size: "max" });
  await hold(
    fc.asyncProperty(operations, (script) => playAlone(engine.url, script)),
    { runs: 6, limitMs: 60_000 },
  );
}, 120_000);
