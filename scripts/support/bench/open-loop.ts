import { Agent, request } from "node:http";

/** How one request ended, and how long that took. Status 0: without an answer. */
interface Answer {
  readonly status: number;
  readonly ms: number;
  readonly saysWhenToReturn: boolean;
}

/** What came of all requests of a stretch of time. */
export interface Stretch {
  readonly seconds: number;
  readonly answers: readonly Answer[];
}

const tickMs = 10;
/** More than any server here has places and queue, fewer than a listening socket's backlog drops. */
const connections = 480;

function askOnce(url: string, agent: Agent): Promise<Answer> {
  const { promise, resolve } = Promise.withResolvers<Answer>();
  const startedAt = performance.now();
  const end = (status: number, retryAfter?: string) =>
    resolve({ status, ms: performance.now() - startedAt, saysWhenToReturn: retryAfter !== undefined });
  const body = '{"query":"laptop"}';
  const headers = { "content-type": "application/json", "content-length": body.length };
  const sent = request(`${url}/tools/search_products`, { method: "POST", agent, headers }, (response) => {
    response.resume().on("end", () => end(response.statusCode ?? 0, response.headers["retry-after"]));
  });
  sent.on("error", () => end(0));
  sent.end(body);
  return promise;
}

/** Callers who each wait for their answer before they call again: this finds out how much can be served. */
export async function askInTurn(url: string, callers: number, milliseconds: number): Promise<Stretch> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const answers: Answer[] = [];
  const startedAt = performance.now();
  const caller = async () => {
    while (performance.now() - startedAt < milliseconds) answers.push(await askOnce(url, agent));
  };
  await Promise.all(Array.from({ length: callers }, caller));
  agent.destroy();
  return { seconds: (performance.now() - startedAt) / 1000, answers };
}

/** Callers who wait for nobody: so many requests a second, whatever became of those before. */
export async function askRegardless(url: string, perSecond: number, milliseconds: number): Promise<Stretch> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const pending: Promise<Answer>[] = [];
  const startedAt = performance.now();
  for (let elapsed = 0; elapsed < milliseconds; elapsed = performance.now() - startedAt) {
    const due = Math.floor((elapsed / 1000) * perSecond) - pending.length;
    for (let one = 0; one < due; one += 1) pending.push(askOnce(url, agent));
    await new Promise((resolve) => setTimeout(resolve, tickMs));
  }
  const answers = await Promise.all(pending);
  agent.destroy();
  return { seconds: (performance.now() - startedAt) / 1000, answers };
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
