import { Agent, request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

/** One request, made over and over. */
export interface Load {
  readonly subject: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The server's process. */
  readonly pid: number;
}

/** When to stop: after a time, or after so many calls. */
export interface Until {
  readonly milliseconds?: number;
  readonly calls?: number;
}

const connections = 16;
/** How REST, a tool over MCP and JSON-RPC itself say no. */
const refusal = /"success":false|"isError":true|"error":\{"code"/;

/** Sends a request over 16 kept connections, as fast as it is answered; resolves with how many were answered. */
export async function drive(load: Load, { milliseconds = Infinity, calls = Infinity }: Until): Promise<number> {
  const deadline = performance.now() + milliseconds;
  let begun = 0;
  await inLanes(async (agent) => {
    while (begun < calls && performance.now() < deadline) {
      begun += 1;
      await sendOnce(load, agent);
    }
  });
  return begun;
}

/** Sends `perSecond` requests a second, spread over the connections; resolves with how long each took, in milliseconds. */
export async function pace(load: Load, perSecond: number, milliseconds: number): Promise<readonly number[]> {
  const times: number[] = [];
  const start = performance.now();
  const intervalMs = (1000 * connections) / perSecond;
  await inLanes(async (agent, lane) => {
    for (let at = start + (lane * intervalMs) / connections; at < start + milliseconds; at += intervalMs) {
      const early = at - performance.now();
      if (early > 1) await sleep(early);
      const sentAt = performance.now();
      await sendOnce(load, agent);
      times.push(performance.now() - sentAt);
    }
  });
  return times;
}

async function inLanes(run: (agent: Agent, lane: number) => Promise<void>): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  try {
    await Promise.all(Array.from({ length: connections }, (_, lane) => run(agent, lane)));
  } finally {
    agent.destroy();
  }
}

function sendOnce({ url, headers, body }: Load, agent: Agent): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const length = String(Buffer.byteLength(body));
  const sent = request(
    url,
    { method: "POST", agent, headers: { ...headers, "content-length": length } },
    (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (part: string) => {
        text += part;
      });
      response.on("end", () => {
        // An answer that refuses costs less than one that serves: it must not be counted as one.
        const served = response.statusCode === 200 && !refusal.test(text);
        if (served) resolve();
        else reject(new Error(`${url} answered ${response.statusCode}: ${text.slice(0, 200)}`));
      });
    },
  );
  sent.once("error", reject);
  sent.end(body);
  return promise;
}
