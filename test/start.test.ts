import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { createServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import { findProcess, isAlive, treeOf } from "../scripts/support/process-tree.ts";
import { eventually, openPlace, runTask } from "../scripts/support/start-test-support.ts";
import { fillFolder } from "./support/stage-template.ts";

const support = fileURLToPath(new URL("../scripts/support/", import.meta.url));
const slow = 60_000;
const fewSecondsMs = 8000;

const places: Awaited<ReturnType<typeof openPlace>>[] = [];
/** A place for a shop: the first start of one fills it, unless it is filled already. */
async function place({ filled = true } = {}) {
  const opened = await openPlace();
  places.push(opened);
  if (filled) await fillFolder(opened.dataDir);
  return opened;
}
afterEach(() => {
  for (const opened of places.splice(0)) opened.end();
});

const post = async (url: string, body: unknown, token?: string) => {
  const headers = { "content-type": "application/json", ...(token && { authorization: `Bearer ${token}` }) };
  const response = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
  return (await response.json()) as Record<string, unknown>;
};

const logIn = async (url: string) =>
  String((await post(`${url}/auth/login`, { email: "demo1@example.com", password: "Demo123!" }))["access_token"]);

const lines = (text: string) => text.trim().split("\n");

/** How Python is called here and whether it has `requests`; `undefined` where there is no Python. */
function findPython(): { hasRequests: boolean } | undefined {
  if (spawnSync("python3", ["-c", ""]).status !== 0) return undefined;
  return { hasRequests: spawnSync("python3", ["-c", "import requests"]).status === 0 };
}
const python = findPython();

describe.skipIf(process.platform === "win32")("npm start", () => {
  it("opens the demo shop, says how to use it, and closes all of it on Ctrl-C", { timeout: slow }, async () => {
    const { dataDir, start, url } = await place({ filled: false });
    const shop = await start();
    const banner = shop.output();
    for (const told of [url, `${url}/mcp`, "demo1@example.com", "Demo123!", "staff@example.com", "Staff123!"])
      expect(banner).toContain(told);
    for (const told of ["curl ", "npx mcp-remote", "claude mcp add --transport http", dataDir, "Ctrl-C"])
      expect(banner).toContain(told);
    expect(banner.indexOf("claude mcp add")).toBeLessThan(banner.indexOf("/auth/login"));

    const endpoints = JSON.parse(readFileSync(join(dataDir, "endpoints.json"), "utf8"));
    expect(endpoints.server).toBe(url);
    expect((await fetch(`${endpoints.server}/ready`)).status).toBe(200);
    for (const part of ["dynamodb", "cognito"]) expect((await fetch(endpoints[part])).status).toBeLessThan(500);
    expect(await post(`${url}/tools/search_products`, { query: "laptop" })).toMatchObject({ success: true });
    expect(await eventually(() => /✓ search_products +rest/.test(shop.output()))).toBe(true);

    const pids = treeOf(shop.pid);
    const [engine] = readFileSync(join(dataDir, "engine.pid"), "utf8").split(" ").map(Number);
    expect(pids).toContain(engine);
    expect(pids.length).toBeGreaterThanOrEqual(4); // bootstrap, start, server, engine
    process.kill(-shop.pid, "SIGINT");
    expect(await shop.ended).toBe(0);
    expect(await eventually(() => !pids.some(isAlive), fewSecondsMs)).toBe(true);
    expect(existsSync(join(dataDir, "endpoints.json"))).toBe(false);
    await expect(fetch(`${url}/health`)).rejects.toThrow();
  });

  it("finishes a request that is under way when it is asked to stop", { timeout: slow }, async () => {
    const { start, url } = await place();
    const shop = await start();
    const headers = { "content-type": "application/json", expect: "100-continue" };
    const sent = request(`${url}/tools/search_products`, { method: "POST", headers });
    sent.flushHeaders();
    await once(sent, "continue"); // the server has taken the request on
    shop.child.kill("SIGTERM");
    expect(await eventually(() => shop.output().includes("Closing the shop"))).toBe(true);
    sent.end("{}");
    const [response] = await once(sent, "response");
    expect(response.statusCode).toBe(200);
    response.resume();
    expect(await shop.ended).toBe(0);
  });

  it("keeps its data for the next start", { timeout: slow }, async () => {
    const { start, url } = await place({ filled: false });
    const first = await start();
    expect(first.output()).toContain("Filling");
    const token = await logIn(url);
    const bought = { product_id: "prod-e9075764", quantity: 1 };
    const order = await post(`${url}/tools/order_product`, bought, token);
    expect(order).toMatchObject({ success: true });
    process.kill(-first.pid, "SIGINT");
    await first.ended;

    const second = await start();
    expect(second.output()).not.toContain("Filling");
    const history = await post(`${url}/tools/get_order_history`, { limit: 1 }, token);
    expect(history).toMatchObject({ orders: [{ order_id: order["order_id"] }] });
    second.child.kill("SIGTERM");
    expect(await second.ended).toBe(0);
  });

  it("leaves nothing behind when it is killed, and opens again", { timeout: slow }, async () => {
    const { start } = await place();
    const shop = await start();
    const pids = treeOf(shop.pid);
    process.kill(shop.pid, "SIGKILL");
    expect(await eventually(() => !pids.some(isAlive), fewSecondsMs)).toBe(true);
    const again = await start();
    again.child.kill("SIGTERM");
    expect(await again.ended).toBe(0);
  });

  it("stops with exit code 1 when its server dies", { timeout: slow }, async () => {
    const { start } = await place();
    const shop = await start();
    const pids = treeOf(shop.pid);
    process.kill(findProcess(pids, "packages/container/src/main.ts"), "SIGKILL");
    expect(await shop.ended).toBe(1);
    expect(shop.output()).toContain("The server ended unexpectedly (SIGKILL).");
    expect(await eventually(() => !pids.some(isAlive), fewSecondsMs)).toBe(true);
  });

  it("says in one line that a port is taken, and exits with 1", { timeout: slow }, async () => {
    const { env, port } = await place({ filled: false });
    const holder = createServer().listen(port, "127.0.0.1");
    const run = runTask(["start"], env);
    expect(await run.ended).toBe(1);
    holder.close();
    expect(lines(run.output())).toEqual([
      `Port ${port} is taken: stop the program that holds it, or set PORT to another one.`,
    ]);
    const wrong = runTask(["start"], { ...env, PORT: "http" });
    expect(await wrong.ended).toBe(1);
    expect(lines(wrong.output())).toEqual(['PORT must be a port from 1 to 65535, and is "http".']);
  });

  it("lets one shop at a time use a data folder", { timeout: slow }, async () => {
    const { env, dataDir, start, url } = await place();
    const shop = await start();
    const samePort = runTask(["start"], env);
    expect(await samePort.ended).toBe(1);
    expect(lines(samePort.output())).toEqual([expect.stringContaining("This shop is running already, on port")]);
    const { port: otherPort } = await place({ filled: false });
    const otherPortRun = runTask(["start"], { ...env, PORT: String(otherPort) });
    expect(await otherPortRun.ended).toBe(1);
    expect(lines(otherPortRun.output())).toEqual([expect.stringContaining(`The data folder ${dataDir} is in use`)]);
    expect((await fetch(`${url}/ready`)).status).toBe(200);
    shop.child.kill("SIGTERM");
    await shop.ended;
  });

  it("prints the server's own log lines with --json", { timeout: slow }, async () => {
    const { start, url } = await place();
    const shop = await start(["--json"]);
    await post(`${url}/tools/search_products`, {});
    const isCall = (line: string) => line.startsWith("{") && JSON.parse(line).tool === "search_products";
    expect(await eventually(() => lines(shop.output()).some(isCall))).toBe(true);
    shop.child.kill("SIGTERM");
    expect(await shop.ended).toBe(0);
  });

  it.skipIf(python === undefined)("serves the guide's Python script as it is", { timeout: slow }, async () => {
    const { dataDir, start, url } = await place();
    const shop = await start();
    const script = readFileSync(join(support, "guide-raw-http.py"), "utf8");
    const file = join(dataDir, "guide.py");
    writeFileSync(file, script.replace("http://<YOUR_PUBLIC_IP>:8000", url));
    const PYTHONPATH = python?.hasRequests ? "" : join(support, "python-shim");
    const { stdout, stderr, status } = spawnSync("python3", [file], {
      encoding: "utf8",
      env: { ...process.env, ...(PYTHONPATH && { PYTHONPATH }) },
    });
    expect(stderr).toBe("");
    expect(status).toBe(0);
    expect(lines(stdout)).toEqual([
      expect.stringMatching(/^Found [1-9]\d* products$/),
      "Logged in successfully",
      expect.stringMatching(/^Order placed: ord-/),
      expect.stringMatching(/^Review submitted: rev-/),
    ]);
    shop.child.kill("SIGTERM");
    await shop.ended;
  });
});
