import { refusals } from "@shop/core";
import { expect, it } from "vitest";
import { declarations, readMetrics, sumOf } from "../../../../test/support/telemetry/emf-reader.ts";
import { metricCatalogue, metricNamespace } from "../metric-catalogue.ts";
import { type MeasuredCall, Metrics } from "./metrics.ts";

function open(catalogueAgeMs: () => number | undefined = () => 2000) {
  const lines: string[] = [];
  const errors: unknown[] = [];
  const metrics = new Metrics({
    stage: "test",
    write: (line) => lines.push(line),
    catalogueAgeMs,
    onError: (error) => errors.push(error),
  });
  const read = () => {
    metrics.flush();
    return readMetrics(lines);
  };
  return { metrics, lines, errors, read };
}

const call = (more: Partial<MeasuredCall> = {}): MeasuredCall => ({
  tool: "order_product",
  code: "ok",
  ms: 12.3,
  conflicts: 0,
  ...more,
});

/** Everything that is ever measured. */
function measureAll({ metrics }: ReturnType<typeof open>): void {
  for (const code of Object.keys(refusals)) metrics.record(call({ code, conflicts: 1 }));
  metrics.record(call({ sale: { totalMinor: 1999, currency: "USD" } }));
  metrics.record(call({ replayed: true }));
  metrics.turnAway("invalid_token");
  for (const what of ["login_failed", "rate_limited", "shed"] as const) metrics.count(what);
  metrics.countThrottled();
  metrics.noteInFlight(1);
}

it("writes every metric of the catalogue, with its unit and its dimensions, and no other", () => {
  const shop = open();
  measureAll(shop);
  shop.metrics.flush();
  const written = new Map(declarations(shop.lines).map((one) => [one.Name, one]));
  expect(Object.fromEntries(written)).toEqual(
    Object.fromEntries(
      Object.entries(metricCatalogue).map(([Name, { unit: Unit, dimensions: Dimensions }]) => [
        Name,
        { Namespace: metricNamespace, Name, Unit, Dimensions },
      ]),
    ),
  );
  expect(shop.errors).toEqual([]);
});

it.each([1, 98, 99, 100, 101, 198, 1001])(
  "keeps each of %i latencies between two flushes, in lists that the format allows",
  (calls) => {
    const { metrics, lines, read } = open();
    for (let index = 0; index < calls; index++) metrics.record(call({ ms: index }));
    const values = read().get("Latency{Stage=test,Tool=order_product}");
    expect(values?.toSorted((a, b) => a - b)).toEqual(Array.from({ length: calls }, (_, index) => index));
    expect(lines.filter((line) => line.includes("Latency")).length).toBe(Math.ceil(calls / 99));
    expect(sumOf(readMetrics(lines), "Calls{Stage=test}")).toBe(calls);
  },
);

it("adds counts up: a thousand calls are one number", () => {
  const { metrics, read } = open();
  for (let index = 0; index < 1000; index++) metrics.record(call({ code: "out_of_luck" }));
  for (let index = 0; index < 1000; index++) metrics.record(call({ code: "insufficient_stock", conflicts: 2 }));
  const measured = read();
  expect(measured.get("Calls{Stage=test}")).toEqual([2000]);
  expect(measured.get("StockOuts{Stage=test}")).toEqual([1000]);
  expect(measured.get("ConflictsRetried{Stage=test}")).toEqual([2000]);
});

it("takes no tool, code or currency for a dimension that it does not know", () => {
  const { metrics, read } = open();
  for (let index = 0; index < 50; index++)
    metrics.record(
      call({ tool: `tool-${index}`, code: `code-${index}`, sale: { totalMinor: 1, currency: `C${index}` } }),
    );
  const measured = read();
  expect([...measured.keys()].toSorted()).toEqual([
    "Calls{Stage=test}",
    "CatalogueAge{Stage=test}",
    "InFlight{Stage=test}",
    "Latency{Stage=test,Tool=other}",
    "Latency{Stage=test}",
    "Orders{Stage=test}",
    "Refusals{Code=other,Stage=test}",
    "RevenueMinor{Currency=XXX,Stage=test}",
  ]);
});

it("counts our own failures apart from refusals", () => {
  const { metrics, read } = open();
  for (const code of ["internal", "unavailable", "deadline_exceeded"]) metrics.record(call({ code }));
  metrics.turnAway("unavailable");
  metrics.turnAway("invalid_token");
  const measured = read();
  expect(measured.get("Errors{Stage=test}")).toEqual([1, 2, 1]);
  expect(measured.get("Errors{Code=unavailable,Stage=test}")).toEqual([2]);
  expect(measured.get("Refusals{Code=invalid_token,Stage=test}")).toEqual([1]);
  expect(sumOf(measured, "Calls{Stage=test}")).toBe(5);
});

it("writes nothing at the end of an invocation in which nothing happened, and how things stand otherwise", () => {
  const { metrics, lines } = open();
  metrics.noteInFlight(1);
  metrics.flushIfAny();
  expect(lines).toEqual([]);
  metrics.record(call());
  metrics.flushIfAny();
  const measured = readMetrics(lines);
  expect([measured.get("InFlight{Stage=test}"), measured.get("CatalogueAge{Stage=test}")]).toEqual([[1], [2]]);
});

it("tells the most requests that were under way at once, for each period", () => {
  const { metrics, lines } = open(() => undefined);
  for (const requests of [1, 2, 3, 2, 1]) metrics.noteInFlight(requests);
  metrics.flush();
  metrics.flush();
  expect(readMetrics(lines).get("InFlight{Stage=test}")).toEqual([3, 1]);
  expect(lines.join()).not.toContain("CatalogueAge");
});

it("throws at nobody who is measured, and tells what went wrong", () => {
  const errors: unknown[] = [];
  const broken = () => {
    throw new Error("The pipe is closed");
  };
  const metrics = new Metrics({
    stage: "test",
    write: broken,
    catalogueAgeMs: broken,
    onError: (error) => errors.push(error),
  });
  for (let index = 0; index < 200; index++) metrics.record(call({ ms: Number.NaN }));
  metrics.turnAway("internal");
  metrics.count("shed");
  metrics.countThrottled();
  metrics.flush();
  metrics.flushIfAny();
  metrics.start(60_000)();
  expect(errors.length).toBeGreaterThan(0);
});
