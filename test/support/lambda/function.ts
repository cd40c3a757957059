import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { startNode } from "./child.ts";
import { gatewayEvent, resultBody, type Sent } from "./gateway-event.ts";
import { startRuntimeApi } from "./runtime-api.ts";

const runtimeClient = fileURLToPath(import.meta.resolve("aws-lambda-ric"));
const addon = fileURLToPath(new URL("rapid-client.cjs", import.meta.url));

/** What Lambda sets in the environment of a function. Source: Lambda developer guide, "Defined runtime variables". */
const lambdaEnvironment = {
  AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x",
  AWS_LAMBDA_FUNCTION_NAME: "shop",
  AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "512",
  AWS_LAMBDA_LOG_GROUP_NAME: "/aws/lambda/shop",
  AWS_LAMBDA_LOG_STREAM_NAME: "2026/01/01/[$LATEST]0123456789abcdef",
  AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
};

/** An answer of the function, as the gateway would pass it on. */
export interface Answer {
  readonly requestId: string;
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly cookies: readonly string[];
  readonly body: any;
}

interface RawAnswer extends Omit<Answer, "body"> {
  readonly body: Buffer;
}

/** JSON where it is; a redirect says what it does in words. */
const bodyOf = (text: string): unknown => (/^[[{]/.test(text) ? JSON.parse(text) : text);

/** A function in the real runtime client, in a process of its own: `file` is its bundle, which exports `handler`. */
export async function startFunction(file: string, env: Record<string, string>, { sampled = true } = {}) {
  const api = await startRuntimeApi({ sampled });
  // Its own, since a function is killed in the end and takes nothing of it along.
  const temporary = mkdtempSync(join(tmpdir(), "shop-function-"));
  const child = startNode(["--require", addon, runtimeClient], {
    ...lambdaEnvironment,
    ...env,
    TMPDIR: temporary,
    AWS_LAMBDA_RUNTIME_API: api.address,
    LAMBDA_TASK_ROOT: dirname(file),
    _HANDLER: "index.handler",
  });
  const died = child.ended.then((how) => {
    throw new Error(`The function's process ended (${how}): ${child.stderr()}${child.lines().join("\n")}`);
  });
  died.catch(() => {});

  const pass = async (sent: Sent): Promise<RawAnswer> => {
    const outcome = await Promise.race([api.invoke(gatewayEvent(sent)), died]);
    if ("failure" in outcome) throw new Error(`Failed invocation: ${JSON.stringify(outcome.failure)}`);
    const { requestId, result } = outcome;
    const { statusCode: status, headers, cookies = [] } = result;
    return { requestId, status, headers, cookies, body: resultBody(result) };
  };

  return {
    pid: child.process.pid,
    initErrors: api.initErrors,
    /** Lines of its log so far. */
    log: child.lines,
    stderr: child.stderr,
    /** Sends a request through; a failed invocation rejects. */
    async send(sent: Sent): Promise<Answer> {
      const answer = await pass(sent);
      return { ...answer, body: bodyOf(answer.body.toString()) };
    },
    /** As `send`, with the body as it came. */
    pass,
    async stop(): Promise<void> {
      await child.end("SIGKILL");
      api.stop();
      rmSync(temporary, { recursive: true, force: true });
    },
  };
}
