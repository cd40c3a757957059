import type { CallBudget, CallLine } from "./backend.ts";
import { traceParentOf } from "./trace-context.ts";
import { type RequestTrace, type Span, type Tracing, traceRequest } from "./tracing.ts";

/** What every step of one request needs to know about it. */
export interface CallContext {
  /** 16 hexadecimal digits: in a trace the request's own span has the same id. */
  readonly requestId: string;
  readonly trace: RequestTrace;
  readonly budget: CallBudget;
  /** Where the request came from, as the door saw it. */
  readonly address: string;
  readonly startedAt: number;
}

/** What a door and the stage know of a request before anybody has looked at it. */
interface Arrived {
  readonly deadlineMs: number;
  readonly address: string;
  /** The tracing header of the platform, in AWS's form. */
  readonly platformTrace: string | undefined;
  /** The request in few words, the same for all of its kind. */
  readonly name: string;
  readonly tracing: Tracing | undefined;
}

export function openContext({ headers }: Request, arrived: Arrived): CallContext {
  const { deadlineMs, address, platformTrace, name, tracing } = arrived;
  const [requestId, startedAt] = [newRequestId(), performance.now()];
  const parent = traceParentOf(headers, platformTrace);
  return {
    requestId,
    trace: traceRequest(tracing, { name, requestId, parent, startedAt }),
    budget: openBudget(deadlineMs),
    address,
    startedAt,
  };
}

/** The signal is made when somebody first waits with it: most calls ask nobody, and a timer costs more than they do. */
function openBudget(deadlineMs: number): CallBudget {
  const endsAt = performance.now() + deadlineMs;
  let signal: AbortSignal | undefined;
  return {
    get signal() {
      const left = Math.ceil(endsAt - performance.now());
      signal ??= left > 0 ? AbortSignal.timeout(left) : AbortSignal.abort(new DOMException("Too late", "TimeoutError"));
      return signal;
    },
    meter: { requests: 0, units: 0, conflicts: 0 },
  };
}

/** The same request, whose asking of the database is part of a span. */
export const measuredBy = (span: Span, context: CallContext): CallContext => ({
  ...context,
  budget: { ...context.budget, onRequest: span.ask },
});

const idBytes = 8;
/** Random bytes for the next ids, drawn many at a time: to ask for eight costs as much as to ask for thousands. */
const drawn = new Uint8Array(idBytes * 512);
let used = drawn.length;
const hexPairs = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

function newRequestId(): string {
  if (used === drawn.length) {
    crypto.getRandomValues(drawn);
    used = 0;
  }
  let id = "";
  for (const end = used + idBytes; used < end; used += 1) id += hexPairs[drawn[used] ?? 0];
  return id;
}

/** Milliseconds since the request came in: to a tenth while that says something. */
function elapsedMs({ startedAt }: CallContext): number {
  const elapsed = performance.now() - startedAt;
  return elapsed < 100 ? Math.round(elapsed * 10) / 10 : Math.round(elapsed);
}

type Spent = Pick<CallLine, "requestId" | "traceId" | "ms" | "db" | "units" | "conflicts" | "catalogueAgeMs">;

/** Which request this is, and what it has taken so far. */
export function spentBy(context: CallContext): Spent {
  const { requestId, trace, budget } = context;
  const { requests: db, ...spent } = budget.meter;
  return { requestId, traceId: trace.traceId, ms: elapsedMs(context), db, ...spent };
}
