import type { Adjustment } from "./laws-shop.ts";
import type { Answer } from "./shop.ts";
import type { Snapshot } from "./snapshot.ts";

const anywhere = ["invalid_argument", "conflict_retry", "unavailable", "deadline_exceeded"];
const sale = ["product_not_found", "product_unavailable", "price_changed", "insufficient_stock"];
const going = ["not_delivered", "return_window_closed", "nothing_left_to_return", "already_returned"];

/** The refusals that each tool's documentation allows it. */
const documented: Record<string, readonly string[]> = {
  order_product: [...sale, "idempotency_conflict", "spend_limit_exceeded"],
  cancel_order: ["order_not_found", "order_not_cancellable"],
  update_order: ["order_not_found", "order_not_cancellable", "spend_limit_exceeded", ...sale],
  write_product_review: ["product_not_found", "not_purchased", "already_reviewed"],
  initiate_return: ["order_not_found", "idempotency_conflict", ...going],
  request_exchange: ["order_not_found", "idempotency_conflict", "spend_limit_exceeded", ...going, ...sale],
  get_order: ["order_not_found"],
  get_order_history: [],
  get_return: ["return_not_found"],
  get_product_reviews: ["product_not_found"],
  get_my_profile: [],
  advance_order: ["order_not_found", "illegal_step"],
  resolve_return: ["return_not_found", "illegal_step"],
  adjust_stock: ["product_not_found", "insufficient_stock", "idempotency_conflict"],
  put_product: ["product_not_found"],
};

export const succeeded = ({ code }: Answer): boolean => code === "ok" || code === "replayed";
/** The caller cannot know what came of it. */
export const unsettled = ({ code }: Answer): boolean => code === "unavailable" || code === "deadline_exceeded";

const label = ({ actor, tool, args, code, requestId }: Answer): string =>
  `${actor} ${tool} ${JSON.stringify(args)} -> ${code} (${requestId.slice(0, 8)})`;
export const told = (answer: Answer): string => {
  const id = answer.body.order_id ?? answer.body.return_id ?? answer.body.exchange_id ?? "";
  return `${label(answer)} ${id}${answer.code === "invalid_argument" ? answer.body.error : ""}`;
};

/** Nothing but what is documented, and nothing of anybody else's. */
export function soundAnswers(answers: readonly Answer[], shop: Snapshot): string[] {
  return answers.flatMap((answer) => {
    const { tool, code, actor, text } = answer;
    const allowed = succeeded(answer) || anywhere.includes(code) || documented[tool]?.includes(code);
    const ids = actor.startsWith("cust") ? (text.match(/\b(ord|ret)-[0-9a-f]{20}\b/g) ?? []) : [];
    const strange = ids.filter((id) => {
      const owner = (shop.orders.get(id) ?? shop.returns.get(id))?.customer_id;
      return owner !== actor && !(owner === undefined && !succeeded(answer));
    });
    return [
      ...(allowed ? [] : [`undocumented: ${told(answer)} ${text}`]),
      ...strange.map((id) => `told of ${id}, which is not theirs: ${told(answer)}`),
    ];
  });
}

/** What a call left behind: the steps and things that carry its request id, or its text. */
interface Traces {
  readonly byRequest: ReadonlyMap<string, readonly string[]>;
  readonly reviewTexts: ReadonlySet<string>;
}

function tracesIn(shop: Snapshot): Traces {
  const byRequest = new Map<string, string[]>();
  for (const [id, { history }] of [...shop.orders, ...shop.returns])
    for (const step of history) {
      const found = byRequest.get(step.by.request_id) ?? [];
      found.push(`${id} ${step.from ?? ""}>${step.to}`);
      byRequest.set(step.by.request_id, found);
    }
  return { byRequest, reviewTexts: new Set([...shop.reviews.values()].map(({ review_text }) => review_text)) };
}

const reads = new Set(["get_order", "get_order_history", "get_return", "get_product_reviews", "get_my_profile"]);

/** What an answer says was done stands in the tables, once; what it says was refused does not, nor do reads. */
export function trueAnswers(answers: readonly Answer[], shop: Snapshot): string[] {
  const { byRequest, reviewTexts } = tracesIn(shop);
  return answers
    .filter((answer) => !unsettled(answer))
    .flatMap((answer) => {
      const found = byRequest.get(answer.requestId) ?? [];
      const wrong = (why: string) => [`${why}: ${told(answer)}; left ${JSON.stringify(found)}`];
      if (answer.code === "ok" && !reads.has(answer.tool))
        return isDone(answer, found) ? [] : wrong("told but not done");
      return found.length > 0 || reviewTexts.has(answer.args["review_text"]) ? wrong("left a trace") : [];
    });
}

/** What must carry the request id of a successful call. */
const marks: Record<string, (answer: Answer) => readonly string[][]> = {
  order_product: ({ body }) => [[`${body.order_id} >placed`]],
  cancel_order: ({ args }) => [[`${args["order_id"]} placed>cancelled`], [`${args["order_id"]} processing>cancelled`]],
  update_order: ({ args }) => [[`${args["order_id"]} placed>placed`], [`${args["order_id"]} processing>processing`]],
  initiate_return: ({ body }) => [[`${body.return_id} >requested`]],
  request_exchange: ({ body }) => [[`${body.exchange_id} >requested`]],
};

function isDone(answer: Answer, found: readonly string[]): boolean {
  const { tool, args } = answer;
  if (tool === "advance_order") return found.length === 1 && String(found[0]).endsWith(`>${args["status"]}`);
  if (tool === "resolve_return") return found.some((trace) => trace.startsWith(args["return_id"]));
  const wanted = marks[tool]?.(answer);
  return wanted === undefined || wanted.some((each) => String(each) === String(found));
}

/** One thing for each key: every answer tells of the same one, at most one is not a replay, and one thing is made. */
export function oneForEachKey(answers: readonly Answer[], shop: Snapshot): string[] {
  const { byRequest } = tracesIn(shop);
  const groups = new Map<string, Answer[]>();
  for (const answer of answers) {
    const key = answer.args["idempotency_key"];
    if (key === undefined || answer.tool === "adjust_stock") continue;
    const name = `${answer.actor} ${answer.tool} ${key}`;
    groups.set(name, [...(groups.get(name) ?? []), answer]);
  }
  return [...groups].flatMap(([name, group]) => {
    const good = group.filter(succeeded);
    const ids = new Set(good.map(({ body }) => String([body.order_id, body.return_id, body.exchange_id])));
    const args = new Set(good.map((one) => JSON.stringify({ ...one.args, expected_unit_price: undefined })));
    const first = good.filter(({ code }) => code === "ok").length;
    const made = group.flatMap(({ requestId }) => byRequest.get(requestId) ?? []).length;
    // A repeat that is told of the very return that the key has made, as if it were another's.
    const own = good[0]?.body.return_id ?? good[0]?.body.exchange_id;
    const denied = group.some(({ code, body }) => code === "already_returned" && body.return_id === own);
    const single = ids.size <= 1 && args.size <= 1 && first <= 1 && made <= 1 && !denied;
    return single ? [] : [`${name}: made ${made}; ${group.map(told).join("; ")}`];
  });
}

/** Every adjustment that was asked for. */
export const adjustmentsIn = (answers: readonly Answer[]): Adjustment[] =>
  answers
    .filter(({ tool }) => tool === "adjust_stock")
    .map(({ actor, args }) => ({
      staff: actor,
      key: args["idempotency_key"],
      productId: args["product_id"],
    }));
