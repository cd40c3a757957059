import { spawn } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { startEngine } from "./engine.ts";
import { freePort } from "./engine-port.ts";
import { spawnEngine } from "./engine-process.ts";
import {
  createCleanup,
  createTable,
  eventually,
  groupMembers,
  killGroup,
  listTables,
  startOrphan,
  startParent,
} from "./engine-test-support.ts";

const cleanup = createCleanup();
afterEach(() => cleanup.run());

async function started(options: Parameters<typeof startEngine>[0]) {
  const engine = await startEngine(options);
  cleanup.add(engine.stop);
  return { ...engine, pid: engine.pid ?? 0 };
}

describe("the engine", () => {
  it("serves DynamoDB on 127.0.0.1 until it is stopped, and leaves no process", async () => {
    const engine = await started({ dataDir: undefined });
    expect(new URL(engine.url).hostname).toBe("127.0.0.1");
    expect(await listTables(engine.url)).toEqual([]);
    expect(groupMembers(engine.pid)).toHaveLength(2);
    await engine.stop();
    expect(await engine.exited).toEqual({ code: 0, signal: null });
    await expect(fetch(engine.url)).rejects.toThrow();
    expect(await eventually(() => groupMembers(engine.pid).length === 0)).toBe(true);
  });

  it("keeps its tables in the data folder, which it makes itself", async () => {
    const dataDir = join(cleanup.folder(), "deep", "er");
    const first = await started({ dataDir });
    await createTable(first.url, "products");
    await first.stop();
    expect(existsSync(join(dataDir, "dynamodb.sqlite"))).toBe(true);
    const second = await started({ dataDir });
    expect(await listTables(second.url)).toEqual(["products"]);
  });

  it("listens on the port it is given", async () => {
    const port = await freePort();
    expect((await started({ dataDir: undefined, port })).url).toBe(`http://127.0.0.1:${port}`);
  });

  it("says in one line that a port is taken", async () => {
    const holder = createServer();
    cleanup.add(() => holder.close());
    const port = await freePort();
    await new Promise<void>((resolve) => holder.listen(port, "127.0.0.1", resolve));
    const refusal = startEngine({ dataDir: undefined, port });
    await expect(refusal).rejects.toThrow(new RegExp(`^Port ${port} on 127\\.0\\.0\\.1 cannot be used.*\\.$`));
  });

  it("uses a given endpoint and starts nothing", async () => {
    const engine = await startEngine({ dataDir: undefined, env: { DYNAMODB_ENDPOINT: "http://127.0.0.1:9" } });
    expect(engine).toMatchObject({ url: "http://127.0.0.1:9" });
    expect(engine.pid).toBeUndefined();
    await engine.stop();
    expect(await engine.exited).toEqual({ code: null, signal: null });
  });

  it("tells when the engine dies by itself, and its watcher ends too", async () => {
    const engine = await started({ dataDir: undefined });
    process.kill(engine.pid, "SIGKILL");
    expect(await engine.exited).toEqual({ code: null, signal: "SIGKILL" });
    expect(await eventually(() => groupMembers(engine.pid).length === 0)).toBe(true);
  });

  it("kills an engine that does not stop when asked", async () => {
    const stubborn = { program: "/bin/sh", args: ["-c", "trap '' TERM; while :; do sleep 1; done"] };
    const engine = await spawnEngine({ ...stubborn, kind: "dynoxide" }, undefined);
    cleanup.add(() => killGroup(engine.pid));
    expect(await eventually(() => groupMembers(engine.pid).length > 1)).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 200));
    await engine.stop();
    expect((await engine.exited).signal).toBe("SIGKILL");
    expect(await eventually(() => groupMembers(engine.pid).length === 0)).toBe(true);
  });

  it("passes on the last words of an engine that cannot start", async () => {
    const dataDir = cleanup.folder();
    writeFileSync(join(dataDir, "dynamodb.sqlite"), "this is not a database, it is a text of some length ".repeat(100));
    await expect(startEngine({ dataDir })).rejects.toThrow(/^The DynamoDB engine stopped at once: .*database/);
    expect(existsSync(join(dataDir, "engine.pid"))).toBe(false);
  });
});

describe.skipIf(process.platform === "win32")("an engine and its parent", () => {
  it("dies with a parent that is killed, and so does its watcher", async () => {
    const { child, url, pid } = await startParent(cleanup.folder());
    cleanup.add(() => {
      child.kill("SIGKILL");
      killGroup(pid);
    });
    expect(await listTables(url)).toEqual([]);
    child.kill("SIGKILL");
    expect(await eventually(() => groupMembers(pid).length === 0)).toBe(true);
  });

  it("is asked to end when its parent is killed, and killed itself if it does not listen", async () => {
    for (const onTerm of ["echo asked > asked; exit", "echo asked > asked"]) {
      const folder = cleanup.folder();
      const loop = `cd '${folder}'; exec >/dev/null 2>&1; trap '${onTerm}' TERM; echo > ready; while :; do sleep 0.1; done`;
      const { child, pid } = await startParent(folder, loop);
      cleanup.add(() => {
        child.kill("SIGKILL");
        killGroup(pid);
      });
      expect(await eventually(() => existsSync(join(folder, "ready")))).toBe(true);
      child.kill("SIGKILL");
      expect(await eventually(() => groupMembers(pid).length === 0)).toBe(true);
      expect(existsSync(join(folder, "asked"))).toBe(true);
    }
  });

  it("does not hear the Ctrl-C that its parent hears", async () => {
    const { child, url, pid } = await startParent(cleanup.folder());
    cleanup.add(() => {
      child.kill("SIGKILL");
      killGroup(pid);
    });
    const heard = new Promise<string>((resolve) => child.stdout?.once("data", (text) => resolve(String(text))));
    process.kill(-(child.pid ?? 0), "SIGINT");
    expect(await heard).toBe("draining\n");
    expect(await listTables(url)).toEqual([]);
    child.kill("SIGKILL");
    expect(await eventually(() => groupMembers(pid).length === 0)).toBe(true);
  });
});

describe.skipIf(process.platform === "win32")("an engine left behind", () => {
  it("is ended before the next one starts on its folder", async () => {
    const dataDir = cleanup.folder();
    const orphan = startOrphan(join(dataDir, "dynamodb.sqlite"), await freePort());
    cleanup.add(() => isAlive(orphan) && process.kill(orphan, "SIGKILL"));
    writeFileSync(join(dataDir, "engine.pid"), `${orphan} 999999999\n`);
    expect(await eventually(() => existsSync(join(dataDir, "dynamodb.sqlite")))).toBe(true);
    const engine = await started({ dataDir });
    expect(isAlive(orphan)).toBe(false);
    expect(readFileSync(join(dataDir, "engine.pid"), "utf8")).toBe(`${engine.pid} ${process.pid}\n`);
    await engine.stop();
    expect(existsSync(join(dataDir, "engine.pid"))).toBe(false);
  });

  it("is left alone when it is no dynoxide or serves another folder", async () => {
    const other = startOrphan(join(cleanup.folder(), "dynamodb.sqlite"), await freePort());
    cleanup.add(() => process.kill(other, "SIGKILL"));
    const named = cleanup.folder();
    const reader = spawn(process.execPath, ["-e", "setInterval(Date, 1000)", join(named, "dynamodb.sqlite")]);
    cleanup.add(() => reader.kill("SIGKILL"));
    for (const pid of [reader.pid ?? 0, other, process.pid, 1]) {
      const dataDir = pid === reader.pid ? named : cleanup.folder();
      writeFileSync(join(dataDir, "engine.pid"), `${pid} 999999999\n`);
      await (await started({ dataDir })).stop();
      expect(isAlive(pid)).toBe(true);
    }
  });

  it("is no such thing while its starter lives: the folder is in use", async () => {
    const dataDir = cleanup.folder();
    const engine = await started({ dataDir });
    await expect(startEngine({ dataDir })).rejects.toThrow(
      `The data folder ${dataDir} is in use by another server (pid ${process.pid}): stop it first.`,
    );
    expect(await listTables(engine.url)).toEqual([]);
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  return !/^State:\s*Z/m.test(existsSync(`/proc/${pid}/status`) ? readFileSync(`/proc/${pid}/status`, "utf8") : "");
}
