/**
 * Every metric of the server, and the only list of them: what emits metrics reads it, and so do the dashboard and the
 * alarms. `dimensions` are the sets that a value is recorded under. CloudWatch bills each distinct set of values as one
 * metric, so a dimension holds only what this code can count: tools, refusal codes, the shop's currency.
 */
export const metricCatalogue = {
  /** Tool calls answered, refusals included. */
  Calls: { unit: "Count", dimensions: [["Stage"]] },
  /** From the request's arrival to its answer. */
  Latency: { unit: "Milliseconds", dimensions: [["Stage"], ["Stage", "Tool"]] },
  /** Calls that failed by our fault: `internal`, `unavailable`, `deadline_exceeded`. */
  Errors: { unit: "Count", dimensions: [["Stage"], ["Stage", "Code"]] },
  /** Calls that were refused for the caller's or the shop's reasons, by refusal code. */
  Refusals: { unit: "Count", dimensions: [["Stage", "Code"]] },
  /** Orders placed; a replayed answer is none. */
  Orders: { unit: "Count", dimensions: [["Stage"]] },
  /** Totals of the orders placed, in minor units of the currency. */
  RevenueMinor: { unit: "None", dimensions: [["Stage", "Currency"]] },
  /** Orders refused because there was too little stock. */
  StockOuts: { unit: "Count", dimensions: [["Stage"]] },
  /** Calls answered again with the first answer, under the same idempotency key. */
  DuplicatesPrevented: { unit: "Count", dimensions: [["Stage"]] },
  /** Wrong e-mail or password, on any way in. */
  LoginsFailed: { unit: "Count", dimensions: [["Stage"]] },
  /** Writes tried again because another one was under way on the same item. */
  ConflictsRetried: { unit: "Count", dimensions: [["Stage"]] },
  /** DynamoDB refused a request for lack of throughput. */
  Throttles: { unit: "Count", dimensions: [["Stage"]] },
  /** Since the search replica last heard from the table. */
  CatalogueAge: { unit: "Seconds", dimensions: [["Stage"]] },
  /** Requests under way at once; the greatest of the period. */
  InFlight: { unit: "Count", dimensions: [["Stage"]] },
  /** Requests turned away because the server had enough to do (503). */
  Shed: { unit: "Count", dimensions: [["Stage"]] },
  /** Requests turned away because their sender sent too many (429). */
  RateLimited: { unit: "Count", dimensions: [["Stage"]] },
} as const satisfies Record<string, MetricKind>;

export interface MetricKind {
  /** A unit of CloudWatch. Source: CloudWatch API reference, MetricDatum. */
  readonly unit: "Count" | "Milliseconds" | "Seconds" | "None";
  readonly dimensions: readonly (readonly MetricDimension[])[];
}

export type MetricDimension = "Stage" | "Tool" | "Code" | "Currency";
export type MetricName = keyof typeof metricCatalogue;

/** The CloudWatch namespace of all of them. */
export const metricNamespace = "EcommerceMcp";
