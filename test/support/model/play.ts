import { told } from "./answers.ts";
import { expectedCode } from "./expected.ts";
import type { Operation } from "./operations.ts";
import { plan } from "./plan.ts";
import { probeAll } from "./probe.ts";
import { Broken, look, perform, performAtOnce, type Run, startRun } from "./run.ts";
import { openShop } from "./shop.ts";

const probed = 10;

/** One call after the other: each is answered as the model expects, and one that is refused changes nothing at all. */
export async function playAlone(engineUrl: string, script: readonly Operation[]): Promise<void> {
  const shop = await openShop({ engineUrl, appUrls: [engineUrl, engineUrl] });
  try {
    const run = await startRun(shop);
    for (const op of script) {
      if (op.kind === "wait") shop.pass(op.days);
      else await step(run, op);
    }
    await probeAll(run, probed);
  } finally {
    shop.close();
  }
}

async function step(run: Run, op: Exclude<Operation, { kind: "wait" }>): Promise<void> {
  const before = run.seen;
  const call = plan(op, before);
  const expected = expectedCode(call, before, { keys: run.keys, now: run.shop.now() });
  const since = run.answers.length;
  const answer = await perform(run, call);
  if (answer.code !== expected) throw new Broken(run, [`expected ${expected}: ${told(answer)}`]);
  const after = await look(run, since);
  const still = answer.code !== "ok" || op.kind === "read";
  if (still && after.text !== before.text) throw new Broken(run, [`changed the tables: ${told(answer)}`]);
}

interface Urls {
  readonly engineUrl: string;
  readonly appUrls: readonly string[];
  /** Happens beside a batch now and then: a crash. */
  readonly disturb?: (index: number) => Promise<void>;
}

/** Batch after batch of calls at the same time; the laws are looked after between them. */
export async function playAtOnce(
  { disturb, ...urls }: Urls,
  batches: readonly (readonly Operation[])[],
): Promise<void> {
  const shop = await openShop(urls);
  try {
    const run = await startRun(shop);
    for (const [index, batch] of batches.entries()) {
      const since = run.answers.length;
      await Promise.all([performAtOnce(run, batch), disturb?.(index)]);
      await look(run, since);
    }
    if (!urls.appUrls.some((url) => url !== urls.engineUrl)) await probeAll(run, probed);
  } finally {
    shop.close();
  }
}
