import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { banner } from "./support/banner.ts";
import { isServing, readEndpoints, removeEndpoints, writeEndpoints } from "./support/endpoints.ts";
import { type LocalStack, startLocalStack } from "./support/local-stack.ts";
import { readable } from "./support/log-lines.ts";
import { paint } from "./support/paint.ts";
import { portProblem, readPort } from "./support/ports.ts";
import { keepServer } from "./support/running-server.ts";
import { onStopRequest, type StopRequest } from "./support/stop-request.ts";
import { watchSources } from "./support/watch-sources.ts";

const defaultPort = 8000;

interface Settings {
  readonly dataDir: string;
  readonly host: string;
  readonly port: number;
  readonly url: string;
  readonly publicUrl: string;
  readonly dynamodbPort: number | undefined;
  readonly cognitoPort: number | undefined;
  readonly watch: boolean;
  readonly json: boolean;
}

function readSettings(): Settings {
  const { values } = parseArgs({ options: { watch: { type: "boolean" }, json: { type: "boolean" } } });
  const { env } = process;
  const port = readPort("PORT", env["PORT"]) ?? defaultPort;
  const url = `http://localhost:${port}`;
  return {
    dataDir: resolve(env["DATA_DIR"] || ".local"),
    host: env["HOST"] || "127.0.0.1",
    port,
    url,
    publicUrl: env["PUBLIC_URL"] || url,
    dynamodbPort: readPort("LOCAL_DYNAMODB_PORT", env["LOCAL_DYNAMODB_PORT"]),
    cognitoPort: readPort("LOCAL_COGNITO_PORT", env["LOCAL_COGNITO_PORT"]),
    watch: values.watch ?? false,
    json: values.json ?? false,
  };
}

async function checkPort({ host, port, url, dataDir }: Settings): Promise<void> {
  const problem = await portProblem(host, port);
  if (problem === undefined) return;
  if (problem !== "EADDRINUSE")
    throw new Error(`Cannot listen on ${host}, port ${port} (${problem}): set HOST or PORT.`);
  if (readEndpoints(dataDir)?.server === url && (await isServing(url)))
    throw new Error(
      `This shop is running already, on port ${port}: use ${url}, or stop it first, or set PORT and DATA_DIR.`,
    );
  throw new Error(`Port ${port} is taken: stop the program that holds it, or set PORT to another one.`);
}

/** Where this machine reaches the server: a host that means "all addresses" is reached on the loopback one. */
function localUrl({ host, port }: Settings): string {
  if (host === "0.0.0.0" || host === "::" || host === "localhost") return `http://127.0.0.1:${port}`;
  return `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
}

const say = (text: string): void => console.log(text);
const complain = (text: string): void => console.error(text);

function printLine(json: boolean): (line: string, stream: "stdout" | "stderr") => void {
  return (line, stream) => {
    const text = json ? line : readable(line);
    if (text !== undefined) (stream === "stdout" ? say : complain)(text);
  };
}

/** The server on a started stack, until somebody asks to stop; resolves with one line when something failed. */
async function serve(settings: Settings, stack: LocalStack, request: StopRequest): Promise<string | undefined> {
  const { dataDir, url, publicUrl, host, port, watch, json } = settings;
  const server = keepServer({
    env: { ...process.env, ...stack.env, HOST: host, PORT: String(port), PUBLIC_URL: publicUrl },
    url: localUrl(settings),
    onLine: printLine(json),
    onDeath: (how) => {
      if (watch) complain(`The server ended (${how}); waiting for a change ...`);
      else request.fail(`The server ended unexpectedly (${how}).`);
    },
  });
  let opened = false;
  const open = () => {
    if (opened) return say(paint("green", "Ready again."));
    opened = true;
    writeEndpoints(dataDir, { server: url, dynamodb: stack.dynamodb, cognito: stack.cognito });
    say(banner({ url: publicUrl, dataDir, watch }));
  };
  const fail = (error: Error) => (watch ? complain(error.message) : request.fail(error.message));
  const attempt = (start: Promise<boolean>) => start.then((ready) => ready && !request.isMade() && open(), fail);
  const unwatch = watchSources(watch, (file) => {
    say(paint("dim", `${file} changed, restarting ...`));
    void attempt(server.restart());
  });

  void attempt(server.start());
  const failure = await request.made;
  unwatch();
  if (failure === undefined) say("\nClosing the shop ...");
  await server.close();
  removeEndpoints(dataDir);
  return failure;
}

async function main(): Promise<void> {
  const settings = readSettings();
  await checkPort(settings);
  const request = onStopRequest();
  const stack = await startLocalStack({ ...settings, onStep: say });
  void stack.engineExited.then(() => request.fail("The DynamoDB engine ended unexpectedly."));
  const failure = request.isMade() ? undefined : await serve(settings, stack, request);
  await stack.stop();
  if (failure !== undefined) complain(failure);
  process.exit(failure === undefined ? 0 : 1);
}

main().catch((error: unknown) => {
  complain(error instanceof Error ? error.message : String(error));
  process.exit(1);
});
