import type { Logger } from "@aws-lambda-powertools/logger";
import { callMessage } from "./logger.ts";
import type { MeasuredCall, Metrics } from "./metrics/metrics.ts";

/** One call, as the server tells it. */
interface Call extends MeasuredCall {
  readonly requestId: string;
  readonly traceId?: string | undefined;
  readonly step?: string | undefined;
  readonly era?: string | undefined;
  readonly client?: string | undefined;
  readonly app?: string | undefined;
  readonly customer?: string | undefined;
  readonly status?: number | undefined;
  readonly db: number;
  readonly units: number;
  readonly catalogueAgeMs?: number | undefined;
}

interface Detail {
  readonly requestId: string;
  readonly traceId: string | undefined;
}

interface Options {
  readonly logger: Logger;
  /** A logger of its own for details, because sampling changes the level of the whole logger. Absent where none are told. */
  readonly details?: Logger | undefined;
  /** Absent where nothing is measured. */
  readonly metrics?: Metrics | undefined;
}

/** A call under the names of its line; field by field, so that nothing gets in by being passed along. */
const toLine = (call: Call) => ({
  id: call.requestId,
  trace: call.traceId,
  tool: call.tool,
  step: call.step,
  era: call.era,
  client: call.client || undefined,
  app: call.app,
  cust: call.customer,
  code: call.code,
  status: call.status,
  ms: call.ms,
  db: call.db,
  units: call.units,
  age: call.catalogueAgeMs === undefined ? undefined : Math.round(call.catalogueAgeMs / 1000),
  ...(call.replayed && { replayed: true }),
});

const tellDetail =
  (details: Logger) =>
  ({ requestId, traceId, ...facts }: Detail): void => {
    // Anew for each request: a long-lived process would otherwise tell all of them, or none.
    details.refreshSampleRateCalculation();
    details.debug("request", { id: requestId, trace: traceId, ...facts });
  };

/** Writes a line for each call, counts it, and writes the failures that callers hear nothing of. */
export function createJournal({ logger, details, metrics }: Options) {
  return {
    record(call: Call): void {
      logger.info(callMessage, toLine(call));
      metrics?.record(call);
    },

    turnAway: (code: string): void => metrics?.turnAway(code),
    count: (what: Parameters<Metrics["count"]>[0]): void => metrics?.count(what),
    noteInFlight: (requests: number): void => metrics?.noteInFlight(requests),

    detail: details && tellDetail(details),

    /** Something about security that somebody may want an alarm for: a stolen token tried, a limit reached. */
    reportEvent(event: string): void {
      logger.warn("security", { event });
    },

    reportFailure(error: unknown, { request_id: id, ...about }: { request_id?: string; call?: string }): void {
      const cause = error instanceof Error ? error : new Error(String(error));
      logger.error("failure", { ...(id && { id }), ...about, error: cause });
    },
  };
}
