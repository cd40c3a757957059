import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { openPlace, runTask } from "../scripts/support/start-test-support.ts";
import { fillFolder } from "./support/stage-template.ts";

let place: Awaited<ReturnType<typeof openPlace>>;
afterEach(() => place.end());

async function reset() {
  const run = runTask(["reset"], place.env);
  return { code: await run.ended, output: run.output().trim() };
}

describe.skipIf(process.platform === "win32")("npm run reset", () => {
  it("empties the data folder, but not under a running server", { timeout: 60_000 }, async () => {
    place = await openPlace();
    await fillFolder(place.dataDir);
    const shop = await place.start();
    const refused = await reset();
    expect(refused.code).toBe(1);
    expect(refused.output).toMatch(/^The data folder \S+ is in use by another server \(pid \d+\): stop it first\.$/);
    expect((await fetch(`${place.url}/ready`)).status).toBe(200);

    shop.child.kill("SIGTERM");
    expect(await shop.ended).toBe(0);
    expect(readdirSync(place.dataDir).sort()).toEqual(["cognito.json", "dynamodb.sqlite", "oauth-secret", "search"]);
    expect(await reset()).toEqual({ code: 0, output: `${place.dataDir} is empty; npm start fills it anew.` });
    expect(readdirSync(place.dataDir)).toEqual([]);
    expect(await reset()).toEqual({ code: 0, output: `${place.dataDir} is empty already.` });
  });

  it("empties a folder whose store is broken", { timeout: 60_000 }, async () => {
    place = await openPlace();
    writeFileSync(join(place.dataDir, "dynamodb.sqlite"), "no database, but a text of some length ".repeat(100));
    expect((await reset()).code).toBe(0);
    expect(readdirSync(place.dataDir)).toEqual([]);
  });

  it("leaves a folder alone that holds anything else", { timeout: 60_000 }, async () => {
    place = await openPlace();
    writeFileSync(join(place.dataDir, "letters.txt"), "dear");
    const refused = await reset();
    expect(refused.code).toBe(1);
    expect(refused.output).toContain("letters.txt");
    expect(existsSync(join(place.dataDir, "letters.txt"))).toBe(true);
  });
});
