import { refusals, staffTools, tools } from "@shop/core";
import type { MetricName } from "../metric-catalogue.ts";
import { toLines, valuesPerLine } from "./emf.ts";
import { type Dimensions, Tally } from "./tally.ts";

/** What of a call's line is measured. */
export interface MeasuredCall {
  readonly tool?: string | undefined;
  readonly code: string;
  readonly ms: number;
  readonly conflicts: number;
  readonly replayed?: boolean | undefined;
  readonly sale?: { readonly totalMinor: number; readonly currency: string } | undefined;
}

interface Options {
  readonly stage: string;
  readonly write: (line: string) => void;
  /** Since the search replica last heard from the table. */
  readonly catalogueAgeMs: () => number | undefined;
  /** Hears what went wrong in here. Whoever is measured never does. */
  readonly onError: (error: unknown) => void;
}

const counted = { login_failed: "LoginsFailed", rate_limited: "RateLimited", shed: "Shed" } as const;

const ourFault = new Set(["internal", "unavailable", "deadline_exceeded"]);
const knownTools = new Set([...tools, ...staffTools].map(({ name }) => name));
const currencies = new Set(Intl.supportedValuesOf("currency"));

/** Anything else would be a metric more, which CloudWatch bills. `XXX` is ISO 4217's word for no currency. */
const toolOf = (tool: string): string => (knownTools.has(tool) ? tool : "other");
const codeOf = (code: string): string => (Object.hasOwn(refusals, code) ? code : "other");
const currencyOf = (currency: string): string => (currencies.has(currency) ? currency : "XXX");

/** Measures one process: gathers, and writes when it is told to, or when a list is full. Throws at nobody. */
export class Metrics {
  readonly #options: Options;
  readonly #tally = new Tally();
  #inFlight = 0;
  #peak = 0;

  constructor(options: Options) {
    this.#options = options;
  }

  record(call: MeasuredCall): void {
    this.#safely(() => {
      this.#add("ConflictsRetried", call.conflicts);
      if (call.tool !== undefined) this.#addCall(call.tool, call);
    });
  }

  /** A request for the tools that was refused before it came to one. */
  turnAway(code: string): void {
    this.#safely(() => {
      this.#add("Calls");
      this.#addRefusal(code);
    });
  }

  count(what: keyof typeof counted): void {
    this.#safely(() => this.#add(counted[what]));
  }

  countThrottled(): void {
    this.#safely(() => this.#add("Throttles"));
  }

  noteInFlight(requests: number): void {
    this.#inFlight = requests;
    this.#peak = Math.max(this.#peak, requests);
  }

  /** Writes everything, with how things stand now. */
  flush(): void {
    this.#safely(() => {
      const { stage, catalogueAgeMs } = this.#options;
      const age = catalogueAgeMs();
      if (age !== undefined) this.#tally.sample("CatalogueAge", Math.round(age / 1000), { Stage: stage });
      this.#tally.sample("InFlight", this.#peak, { Stage: stage });
      this.#peak = this.#inFlight;
      this.#write();
    });
  }

  /** As `flush`, unless nothing has happened. */
  flushIfAny(): void {
    if (!this.#tally.isEmpty) this.flush();
  }

  /** Writes every so often, until the answer is called; then once more. */
  start(everyMs: number): () => void {
    const timer = setInterval(() => this.flush(), everyMs).unref();
    return () => {
      clearInterval(timer);
      this.flush();
    };
  }

  #addCall(tool: string, { code, ms, replayed, sale }: MeasuredCall): void {
    this.#add("Calls");
    const kept = this.#tally.sample("Latency", ms, { Stage: this.#options.stage, Tool: toolOf(tool) });
    if (kept === valuesPerLine) this.#write("Latency");
    if (code !== "ok") this.#addRefusal(code);
    if (replayed) this.#add("DuplicatesPrevented");
    if (!sale) return;
    this.#add("Orders");
    this.#add("RevenueMinor", sale.totalMinor, { Currency: currencyOf(sale.currency) });
  }

  #addRefusal(code: string): void {
    this.#add(ourFault.has(code) ? "Errors" : "Refusals", 1, { Code: codeOf(code) });
    if (code === "insufficient_stock") this.#add("StockOuts");
  }

  #add(name: MetricName, amount = 1, dimensions: Dimensions = {}): void {
    if (amount > 0) this.#tally.add(name, amount, { Stage: this.#options.stage, ...dimensions });
  }

  #write(name?: MetricName): void {
    for (const line of toLines(this.#tally.take(name))) this.#options.write(line);
  }

  /** What goes wrong while measuring is told, and ends there. */
  #safely(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#options.onError(error);
    }
  }
}
