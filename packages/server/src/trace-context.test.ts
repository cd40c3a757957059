import { describe, expect, it } from "vitest";
import { parseAmazonTrace, parseTraceparent, traceParentOf } from "./trace-context.ts";

const [trace, span] = ["0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"];

describe("traceparent", () => {
  it.each([
    [`00-${trace}-${span}-01`, true],
    [`00-${trace}-${span}-00`, false],
    [`00-${trace}-${span}-03`, true],
    [`cc-${trace}-${span}-01-what-the-future-will-be`, true],
  ])("%s is a trace", (text, sampled) => {
    expect(parseTraceparent(text)).toEqual({ traceId: trace, spanId: span, sampled });
  });

  it.each([
    ["nothing", ""],
    ["another type", 17],
    ["version 255", `ff-${trace}-${span}-01`],
    ["more than version 0 has", `00-${trace}-${span}-01-more`],
    ["no trace", `00-${"0".repeat(32)}-${span}-01`],
    ["no span", `00-${trace}-${"0".repeat(16)}-01`],
    ["capitals", `00-${trace.toUpperCase()}-${span}-01`],
    ["a short trace", `00-${trace.slice(1)}-${span}-01`],
    ["text around it", ` 00-${trace}-${span}-01 `],
    ["a line more", `00-${trace}-${span}-01\n{}`],
  ])("%s is none", (_, text) => {
    expect(parseTraceparent(text)).toBeUndefined();
  });
});

describe("X-Amzn-Trace-Id", () => {
  const root = "1-5759e988-bd862e3fe1be46a994272793";
  const traceId = "5759e988bd862e3fe1be46a994272793";

  it.each([
    [`Root=${root}`, undefined, undefined],
    [`Root=${root};Parent=53995c3f42cd8ad8;Sampled=1`, "53995c3f42cd8ad8", true],
    [`Self=1-67891234-12456789abcdef012345678;Root=${root};Sampled=0`, undefined, false],
    [`Root=${root};Parent=53995c3f42cd8ad8;Sampled=?`, "53995c3f42cd8ad8", undefined],
    [`Root=${root};Parent=hello`, undefined, undefined],
  ])("%s is a trace", (text, spanId, sampled) => {
    expect(parseAmazonTrace(text)).toEqual({ traceId, spanId, sampled });
  });

  it.each([
    undefined,
    null,
    "",
    "Root=hello",
    `Root=2-5759e988-bd862e3fe1be46a994272793`,
    `Root=${root}0`,
    `NoRoot=${root}`,
    `Root=${root}\ninjected`,
  ])("%s is none", (text) => {
    expect(parseAmazonTrace(text)).toBeUndefined();
  });

  it("comes after traceparent, and before what the platform has told the door", () => {
    const both = new Headers({ traceparent: `00-${trace}-${span}-01`, "x-amzn-trace-id": `Root=${root}` });
    expect(traceParentOf(both, undefined)?.traceId).toBe(trace);
    both.delete("traceparent");
    expect(traceParentOf(both, "Root=1-00000001-000000000000000000000002")?.traceId).toBe(traceId);
    expect(traceParentOf(new Headers(), `Root=${root}`)?.traceId).toBe(traceId);
    expect(traceParentOf(new Headers(), undefined)).toBeUndefined();
  });
});
