import { adjustmentsIn, oneForEachKey, soundAnswers, succeeded, told, trueAnswers, unsettled } from "./answers.ts";
import { keyArgs, keyName } from "./expected-basics.ts";
import { conservedStock, onlyGrew, standingLaws } from "./laws-shop.ts";
import type { Operation } from "./operations.ts";
import { type Call, plan } from "./plan.ts";
import { type Answer, customers, type Shop, staff } from "./shop.ts";
import type { Snapshot } from "./snapshot.ts";

/** One life of a shop: what it was asked, what it answered, and how it stood when last looked at. */
export interface Run {
  readonly shop: Shop;
  readonly answers: Answer[];
  readonly keys: Map<string, string>;
  seen: Snapshot;
}

/** A shop that has been open for a while: every customer has had a delivered order of several units, one of two lines. */
export async function startRun(shop: Shop): Promise<Run> {
  const run: Run = { shop, answers: [], keys: new Map(), seen: await shop.snapshot() };
  for (const [index, customer] of customers.entries()) {
    const from = { actor: customer, app: index, foreign: false };
    const placed = await perform(run, {
      ...from,
      tool: "order_product",
      args: { product_id: `prod-${index * 2}`, quantity: 3 },
    });
    const { order_id } = placed.body;
    const swap = { product_id: `prod-${index * 2}`, new_product_id: `prod-${[1, 0, 5][index]}`, quantity: 1 };
    await perform(run, { ...from, tool: "update_order", args: { order_id, replace_items: [swap] } });
    for (const status of ["processing", "shipped", "delivered"])
      await perform(run, { ...from, actor: staff[0], tool: "advance_order", args: { order_id, status } });
  }
  await look(run);
  return run;
}

export async function perform(run: Run, call: Call): Promise<Answer> {
  const answer = await run.shop.call(call.actor, call.tool, call.args, call.app);
  run.answers.push(answer);
  if (succeeded(answer)) remember(run.keys, call);
  const expected = call.tool === "get_return" ? "return_not_found" : "order_not_found";
  if (call.foreign && answer.code !== expected && !unsettled(answer))
    throw new Broken(run, [`got at another's: ${told(answer)}`]);
  return answer;
}

function remember(keys: Map<string, string>, call: Call): void {
  if (call.args["idempotency_key"] === undefined) return;
  const { product_id, add } = call.args;
  if (call.tool === "adjust_stock") keys.set(`${keyName(call)} ${product_id}`, String(add));
  else keys.set(keyName(call), keyArgs(call));
}

/** Makes the calls of one batch at the same time, each planned in the shop as it stood before. */
export async function performAtOnce(run: Run, batch: readonly Operation[]): Promise<void> {
  for (const op of batch) if (op.kind === "wait") run.shop.pass(op.days);
  const calls = batch.flatMap((op) => (op.kind === "wait" ? [] : twice(op.twice, plan(op, run.seen))));
  await Promise.all(calls.map((call) => perform(run, call)));
}

/** The same again, to the next server; but no two reviews read the same, so that each can be told by its text. */
function twice(wanted: boolean, call: Call): Call[] {
  if (!wanted) return [call];
  const again = "review_text" in call.args && { review_text: `Review ${crypto.randomUUID()}` };
  return [call, { ...call, app: call.app + 1, args: { ...call.args, ...again } }];
}

/** Looks at the tables and judges them, and the answers given since the last look. */
export async function look(run: Run, since = 0): Promise<Snapshot> {
  const { shop, answers } = run;
  const now = await shop.snapshot();
  const recent = answers.slice(since);
  const problems = [
    ...Object.entries(standingLaws).flatMap(([name, law]) => law(now).map((problem) => `${name}: ${problem}`)),
    ...conservedStock(now, shop.initialStock, adjustmentsIn(answers)).map((problem) => `conservedStock: ${problem}`),
    ...onlyGrew(run.seen, now).map((problem) => `onlyGrew: ${problem}`),
    ...soundAnswers(recent, now).map((problem) => `soundAnswers: ${problem}`),
    ...trueAnswers(recent, now).map((problem) => `trueAnswers: ${problem}`),
    ...oneForEachKey(answers, now).map((problem) => `oneForEachKey: ${problem}`),
  ];
  if (problems.length > 0) throw new Broken(run, problems);
  run.seen = now;
  return now;
}

const shownProblems = 8;
const shownAnswers = 16;

/** The shop broke a law: which, and what it had answered just before. */
export class Broken extends Error {
  override readonly name = "Broken";

  constructor({ answers, shop }: Run, problems: readonly string[]) {
    const ids = problems.flatMap((problem) => problem.match(/\b(ord|ret|rev|prod)-[0-9a-f]+\b/g) ?? []);
    const about = answers.map(told).filter((line) => ids.some((id) => line.includes(id)));
    const failures = shop.failures
      .slice(-3)
      .map((error) => (error instanceof Error ? (error.stack ?? "") : String(error)));
    super(
      [
        ...problems.slice(0, shownProblems),
        `Of ${answers.length} answers, the last about these:`,
        ...about.slice(-shownAnswers),
        ...(failures.length > 0 ? ["Failures the shop reported:", ...failures] : []),
      ].join("\n  "),
    );
  }
}
