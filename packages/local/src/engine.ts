import { mkdirSync } from "node:fs";
import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type EngineCommand, type Env, findEngineCommand } from "./engine-command.ts";
import { reapStaleEngine, removePidFile, writePidFile } from "./engine-pid.ts";
import { freePort } from "./engine-port.ts";
import { type EngineProcess, type Exit, spawnEngine } from "./engine-process.ts";

/** A running DynamoDB engine. `pid` is absent when a given endpoint is used; then `exited` settles at `stop`. */
export interface Engine {
  url: string;
  pid?: number;
  stop(): Promise<void>;
  exited: Promise<Exit>;
}

/**
 * `dataDir` undefined keeps the tables in memory. `port` is chosen freely when absent. `env` (`DYNAMODB_ENDPOINT`,
 * `DYNAMODB_LOCAL_DIR`, `PATH`) is what the engine sees; without it the engine inherits this process's environment.
 */
export interface EngineOptions {
  dataDir: string | undefined;
  port?: number;
  env?: Env;
}

const readyTimeoutMs = 30_000;
const probeTimeoutMs = 1_000;
const portTries = 3;

/** Starts (or finds) a DynamoDB engine on 127.0.0.1 and waits until it answers; throws one clear line if it cannot. */
export async function startEngine({ dataDir, port, env }: EngineOptions): Promise<Engine> {
  const endpoint = env?.["DYNAMODB_ENDPOINT"];
  if (endpoint) return givenEngine(endpoint);
  const folder = dataDir === undefined ? undefined : resolve(dataDir);
  if (folder) {
    mkdirSync(folder, { recursive: true });
    await reapStaleEngine(folder);
  }
  for (let tries = 1; ; tries += 1) {
    const chosen = await freePort(port);
    const { platform, arch } = process;
    const command = findEngineCommand({ port: chosen, dataDir: folder, env, platform, arch });
    try {
      return await startOn(chosen, command, { folder, env });
    } catch (error) {
      // Between choosing a free port and using it another program may have taken it.
      if (port !== undefined || tries === portTries || !isPortTaken(error)) throw error;
    }
  }
}

async function startOn(
  port: number,
  command: EngineCommand,
  { folder, env }: { folder: string | undefined; env: Env | undefined },
): Promise<Engine> {
  const engine = await spawnEngine(command, env);
  if (folder) {
    writePidFile(folder, engine.pid);
    void engine.exited.then(() => removePidFile(folder, engine.pid));
  }
  const url = `http://127.0.0.1:${port}`;
  try {
    await untilReady(url, command, engine);
  } catch (error) {
    await engine.stop();
    throw error;
  }
  return { url, pid: engine.pid, exited: engine.exited, stop: engine.stop };
}

function givenEngine(url: string): Engine {
  const { promise, resolve: settle } = Promise.withResolvers<Exit>();
  const stop = async () => settle({ code: null, signal: null });
  return { url, exited: promise, stop };
}

async function untilReady(url: string, command: EngineCommand, engine: EngineProcess): Promise<void> {
  let exit: Exit | undefined;
  void engine.exited.then((how) => {
    exit = how;
  });
  const deadline = Date.now() + readyTimeoutMs;
  while (Date.now() < deadline) {
    const answered = await answers(url);
    // Asked in this order: an answer counts only while our own engine lives, else it is somebody else's.
    if (exit) throw new Error(`The DynamoDB engine stopped at once: ${reason(engine, exit)} (${command.program})`);
    if (answered) return;
    await sleep(10);
  }
  throw new Error(`The DynamoDB engine did not answer within ${readyTimeoutMs / 1000} s (${command.program})`);
}

async function answers(url: string): Promise<boolean> {
  try {
    await (await fetch(url, { signal: AbortSignal.timeout(probeTimeoutMs) })).text();
    return true;
  } catch {
    return false;
  }
}

function reason(engine: EngineProcess, { code, signal }: Exit): string {
  const said = engine.lastWords().split("\n").at(-1);
  return said || (signal ? `killed by ${signal}` : `exit code ${code}`);
}

function isPortTaken(error: unknown): boolean {
  return error instanceof Error && /already in use/i.test(error.message);
}
