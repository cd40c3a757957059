import { describe, expect, it } from "vitest";
import * as z from "zod";
import { jsonSchemaOf } from "./json-schema.ts";

describe("the schema that is published", () => {
  it("describes what a caller may send: what has a default is not required", () => {
    const schema = z.strictObject({ limit: z.int().min(1).max(50).default(10), name: z.string().max(5) });
    expect(jsonSchemaOf(schema)).toEqual({
      type: "object",
      properties: {
        limit: { type: "integer", minimum: 1, maximum: 50, default: 10 },
        name: { type: "string", maxLength: 5 },
      },
      required: ["name"],
      additionalProperties: false,
    });
  });

  it("does not name its dialect, nor bounds that every number keeps", () => {
    expect(jsonSchemaOf(z.object({ count: z.int() }))).toEqual({
      type: "object",
      properties: { count: { type: "integer" } },
      required: ["count"],
    });
  });

  it("says a choice of plain types in one word list", () => {
    expect(jsonSchemaOf(z.string().nullable())).toEqual({ type: ["string", "null"] });
    const rich = jsonSchemaOf(z.union([z.string().max(3), z.null()]));
    expect(rich["anyOf"]).toEqual([{ type: "string", maxLength: 3 }, { type: "null" }]);
  });

  it("names a format without its pattern, and keeps a pattern of ours", () => {
    expect(jsonSchemaOf(z.iso.date())).toEqual({ type: "string", format: "date" });
    expect(jsonSchemaOf(z.string().regex(/^x$/))).toEqual({ type: "string", pattern: "^x$" });
  });

  it("leaves out what is empty", () => {
    expect(jsonSchemaOf(z.looseObject({}))).toEqual({ type: "object" });
    expect(jsonSchemaOf(z.array(z.unknown()))).toEqual({ type: "array" });
    expect(jsonSchemaOf(z.record(z.string(), z.string()))).toEqual({
      type: "object",
      additionalProperties: { type: "string" },
    });
  });
});
