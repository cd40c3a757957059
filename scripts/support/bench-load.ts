import { Agent, request } from "node:http";

/** One request, made over and over. */
export interface Load {
  readonly subject: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The server's process. */
  readonly pid: number;
}

const connections = 16;
/** How REST, a tool over MCP and JSON-RPC itself say no. */
const refusal = /"success":false|"isError":true|"error":\{"code"/;

/** Sends a request over 16 kept connections until the time is up; resolves with how many were answered. */
export async function drive(load: Load, milliseconds: number): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const deadline = Date.now() + milliseconds;
  let answered = 0;
  const lane = async () => {
    while (Date.now() < deadline) {
      await sendOnce(load, agent);
      answered += 1;
    }
  };
  try {
    await Promise.all(Array.from({ length: connections }, lane));
  } finally {
    agent.destroy();
  }
  return answered;
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
