import type middy from "@middy/core";
import { afterEach, expect, it, vi } from "vitest";
import { type Tracing, traceSampled } from "./trace-sampled.ts";

afterEach(() => vi.unstubAllEnvs());

const invocation = {} as middy.Request;
const choose = (sampled: 0 | 1) =>
  vi.stubEnv("_X_AMZN_TRACE_ID", `Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=${sampled}`);

function spied() {
  const told: string[] = [];
  const tracing: Tracing = {
    before: () => void told.push("before"),
    after: () => void told.push("after"),
    onError: () => void told.push("error"),
    putAnnotation: (key, value) => void told.push(`${key}=${value}`),
  };
  const load = vi.fn(async () => tracing);
  return { told, load, sampled: traceSampled(load) };
}

it("loads the tracer with the first invocation that X-Ray has chosen, and once", async () => {
  const { told, load, sampled } = spied();
  choose(0);
  await sampled.before(invocation);
  sampled.putAnnotation("tool", "search_products");
  await sampled.after(invocation);
  expect([load.mock.calls.length, told]).toEqual([0, []]);
  choose(1);
  for (const _ of [1, 2]) {
    await sampled.before(invocation);
    sampled.putAnnotation("tool", "search_products");
    await sampled.after(invocation);
  }
  expect([load.mock.calls.length, told]).toEqual([
    1,
    ["before", "tool=search_products", "after", "before", "tool=search_products", "after"],
  ]);
});

it("tells the tracer of an invocation that failed, and nothing of the next one that was not chosen", async () => {
  const { told, sampled } = spied();
  choose(1);
  await sampled.before(invocation);
  await sampled.onError(invocation);
  choose(0);
  await sampled.before(invocation);
  sampled.putAnnotation("code", "ok");
  await sampled.after(invocation);
  expect(told).toEqual(["before", "error"]);
});
