import { expect, it } from "vitest";
import { readMetrics, sumOf } from "../support/telemetry/emf-reader.ts";

const directive = { Namespace: "Shop", Dimensions: [["Stage"]], Metrics: [{ Name: "Calls", Unit: "Count" }] };
const good = { _aws: { Timestamp: Date.now(), CloudWatchMetrics: [directive] }, Stage: "test", Calls: [1, 2] };
const having = (more: object) => ({ ...good, _aws: { ...good._aws, CloudWatchMetrics: [{ ...directive, ...more }] } });
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

it("reads what the format allows", () => {
  const measured = readMetrics(
    [good, { ...good, Calls: 3 }, { ...good, Calls: numbers(100) }].map((line) => JSON.stringify(line)),
  );
  expect(sumOf(measured, "Calls{Stage=test}")).toBe(1 + 2 + 3 + 4950);
});

it.each([
  ["a list of 101 values", { ...good, Calls: numbers(101) }],
  ["an empty list", { ...good, Calls: [] }],
  ["a value that is text", { ...good, Calls: "1" }],
  ["no value", { ...good, Calls: undefined }],
  ["a dimension that is not there", { ...good, Stage: undefined }],
  ["a dimension that is a number", { ...good, Stage: 1 }],
  ["31 dimensions", having({ Dimensions: [numbers(31).map(String)] })],
  ["101 metrics", having({ Metrics: numbers(101).map((number) => ({ Name: `M${number}` })) })],
  ["a metric twice", having({ Metrics: [{ Name: "Calls" }, { Name: "Calls" }] })],
  ["no metric", having({ Metrics: [] })],
  ["no namespace", having({ Namespace: "" })],
  ["a time in seconds", { ...good, _aws: { ...good._aws, Timestamp: Math.round(Date.now() / 1000) } }],
  ["no metadata", { Stage: "test", Calls: 1 }],
])("takes %s for no metric", (_, line) => {
  expect(() => readMetrics([JSON.stringify(line)])).toThrow("Not the embedded metric format");
});
