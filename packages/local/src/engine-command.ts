import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** The process to start: `kind` says what it is, `program` and `args` are what to run. */
export interface EngineCommand {
  kind: "dynoxide" | "dynamodb-local";
  program: string;
  args: string[];
}

/** Where to look for an engine, and what it will have to serve. No `dataDir` means in memory. */
export interface EngineSearch {
  port: number;
  dataDir: string | undefined;
  env: Env | undefined;
  platform: string;
  arch: string;
}

/** Environment variables, as in `process.env`. */
export type Env = Readonly<Record<string, string | undefined>>;

const dynoxideVersion = "1.2.1";
const probeTimeoutMs = 5_000;
const downloadTimeoutMs = 60_000;

/** Finds the first engine this machine can run; throws one error that names everything tried. */
export function findEngineCommand(search: EngineSearch): EngineCommand {
  const tries = [bundled, onPath, throughNpx, throughJava, throughDocker];
  const failures: string[] = [];
  for (const tryOne of tries) {
    const found = tryOne(search);
    if (typeof found !== "string") return found;
    failures.push(found);
  }
  throw new Error(
    `No DynamoDB engine found. Tried: ${failures.join("; ")}. Install one of these, or set DYNAMODB_ENDPOINT to a running one.`,
  );
}

function bundled(search: EngineSearch): EngineCommand | string {
  const name = `@dynoxide/${search.platform}-${search.arch}`;
  const file = search.platform === "win32" ? "dynoxide.exe" : "dynoxide";
  try {
    const folder = dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
    return dynoxide(join(folder, file), [], search);
  } catch {
    return `the package ${name} (not installed)`;
  }
}

function onPath(search: EngineSearch): EngineCommand | string {
  const program = which("dynoxide", search);
  return program ? dynoxide(program, [], search) : "dynoxide on PATH (not there)";
}

function throughNpx(search: EngineSearch): EngineCommand | string {
  const spec = `dynoxide@${dynoxideVersion}`;
  const npx = which("npx", search);
  if (!npx) return `npx ${spec} (no npx)`;
  // Asked for its version first: a missing package must fall through, not become a dead engine.
  const works = answers(npx, ["--yes", spec, "--version"], { env: search.env, timeoutMs: downloadTimeoutMs });
  return works ? dynoxide(npx, ["--yes", spec], search) : `npx ${spec} (could not be fetched)`;
}

function throughJava(search: EngineSearch): EngineCommand | string {
  const folder = search.env?.["DYNAMODB_LOCAL_DIR"];
  if (!folder) return "Java (DYNAMODB_LOCAL_DIR is not set)";
  const java = which("java", search);
  if (!java) return "Java (DYNAMODB_LOCAL_DIR is set, but there is no java on PATH)";
  const jar = ["-jar", join(folder, "DynamoDBLocal.jar"), "-sharedDb", "-port", String(search.port)];
  const args = [`-Djava.library.path=${join(folder, "DynamoDBLocal_lib")}`, ...jar, ...javaStore(search.dataDir)];
  return { kind: "dynamodb-local", program: java, args };
}

function throughDocker(search: EngineSearch): EngineCommand | string {
  const docker = which("docker", search);
  if (!docker) return "Docker (no docker on PATH)";
  if (!answers(docker, ["info"], { env: search.env, timeoutMs: probeTimeoutMs })) return "Docker (not running)";
  const user = process.getuid && process.getgid ? ["--user", `${process.getuid()}:${process.getgid()}`] : [];
  const mount = search.dataDir ? ["--volume", `${search.dataDir}:/data`, ...user] : [];
  const run = ["run", "--rm", "--init", "--publish", `127.0.0.1:${search.port}:8000`, ...mount];
  const engine = ["amazon/dynamodb-local", "-jar", "DynamoDBLocal.jar", "-sharedDb"];
  const store = javaStore(search.dataDir ? "/data" : undefined);
  return { kind: "dynamodb-local", program: docker, args: [...run, ...engine, ...store] };
}

function dynoxide(program: string, before: string[], { port, dataDir }: EngineSearch): EngineCommand {
  const store = dataDir ? ["--db-path", databaseFile(dataDir)] : [];
  const args = [...before, "serve", "--host", "127.0.0.1", "--port", String(port), ...store];
  return { kind: "dynoxide", program, args };
}

/** The one file that holds a data folder's tables. */
export function databaseFile(dataDir: string): string {
  return join(dataDir, "dynamodb.sqlite");
}

function javaStore(folder: string | undefined): string[] {
  return folder ? ["-dbPath", folder] : ["-inMemory"];
}

function which(name: string, { env, platform }: EngineSearch): string | undefined {
  const options = { encoding: "utf8", timeout: probeTimeoutMs, ...(env && { env }) } as const;
  const asked = platform === "win32" ? ["where", name] : ["/bin/sh", "-c", 'command -v "$1"', "sh", name];
  const [program = "", ...args] = asked;
  const found = spawnSync(program, args, options);
  return found.status === 0 ? found.stdout.split(/\r?\n/)[0] : undefined;
}

function answers(program: string, args: string[], { env, timeoutMs }: { env: Env | undefined; timeoutMs: number }) {
  return spawnSync(program, args, { stdio: "ignore", timeout: timeoutMs, ...(env && { env }) }).status === 0;
}
