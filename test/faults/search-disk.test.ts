import { execFileSync, spawnSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readdirSync, rmSync, statSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { callRest } from "../support/doors.ts";
import { changeProduct, productOf } from "../support/faults-tables.ts";
import { type ServerProcess, startServer } from "../support/server-process.ts";
import { openStage, type Stage } from "../support/stage.ts";

const laptop = "prod-e9075764";
const pollMs = 2000;
/** Linux limits how large files a running process may write: to one that is at its limit the disk is full. */
const mayLimit = spawnSync("prlimit", ["--version"]).status === 0;

let stage: Stage;
let folder: string;
beforeAll(async () => {
  stage = await openStage();
  folder = mkdtempSync(join(tmpdir(), "shop-disk-"));
});
afterAll(async () => {
  await stage.stop();
  rmSync(folder, { recursive: true, force: true });
});

const start = (name: string) => startServer({ ...stage.env, SEARCH_DIR: join(folder, name) });
const search = (server: ServerProcess) => callRest(server, "search_products", { query: "laptop", limit: 1 });
const priceOf = async (server: ServerProcess) => (await search(server)).body.products[0].price_minor;
const limitFiles = ({ pid }: ServerProcess, bytes: string) =>
  execFileSync("prlimit", ["--pid", String(pid), `--fsize=${bytes}:`]);

async function raisePrice(): Promise<number> {
  const price = Number((await productOf(stage, laptop))["price_minor"]) + 100;
  await changeProduct(stage, laptop, { price_minor: price });
  return price;
}
const follows = (server: ServerProcess, price: number) =>
  vi.waitFor(async () => expect(await priceOf(server)).toBe(price), { timeout: 20_000, interval: 200 });

it.skipIf(!mayLimit)(
  "a full disk leaves searches as they were, and orders at the table's price; with room again they catch up",
  async () => {
    await using server = await start("full");
    const shown = await priceOf(server);
    limitFiles(server, "0");
    const price = await raisePrice();
    await sleep(2 * pollMs);

    expect(await priceOf(server)).toBe(shown);
    expect(server.log()).toContain('"failure"');
    const token = await stage.tokenOf();
    const { body } = await callRest(server, "order_product", { product_id: laptop }, { token });
    expect(body.total_minor).toBe(price);

    limitFiles(server, "unlimited");
    await follows(server, price);
  },
);

/** Writes over everything in the index files, in place. */
function damage(name: string): number {
  const files = readdirSync(join(folder, name), { recursive: true, encoding: "utf8" })
    .map((file) => join(folder, name, file))
    .filter((file) => /\.sqlite(-wal)?$/.test(file) && statSync(file).size > 0);
  for (const file of files) {
    const handle = openSync(file, "r+");
    writeSync(handle, Buffer.alloc(statSync(file).size, "no index "));
    closeSync(handle);
  }
  return files.length;
}

it("an index that is damaged under a running server is answered from or unavailable, never wrong, and built anew", async () => {
  await using server = await start("damaged");
  const shown = await priceOf(server);
  expect(damage("damaged")).toBeGreaterThan(0);
  const price = await raisePrice();
  const deadline = Date.now() + 20_000;
  for (let last: unknown; last !== price; ) {
    const { status, body } = await search(server);
    last = status === 200 ? body.products[0].price_minor : body.code;
    expect([shown, price, "unavailable"]).toContain(last);
    expect(Date.now()).toBeLessThan(deadline);
    await sleep(100);
  }
  expect(server.log()).toContain('"failure"');
});

it("an index that was damaged while no server ran is built anew at the start", async () => {
  await (await start("left"))[Symbol.asyncDispose]();
  expect(damage("left")).toBeGreaterThan(0);
  const price = await raisePrice();
  await using server = await start("left");
  expect(await priceOf(server)).toBe(price);
});
