import { readFileSync } from "node:fs";
import { tools } from "@shop/core";
import { describe, expect, it } from "vitest";

interface Published {
  readonly name: string;
  readonly description: string;
  readonly scope?: string;
  readonly access: string;
  readonly annotations: object;
  readonly inputSchema: object;
  readonly outputSchema: object;
}
const contract: Published[] = JSON.parse(readFileSync("test/contract/tools.json", "utf8"));

/** Two schemas that say the same may differ in an empty `required` and in a type that an enum or a const implies. */
function meaning(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(meaning);
  if (typeof schema !== "object" || schema === null) return schema;
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([key, value]) => !(key === "required" && Array.isArray(value) && value.length === 0))
      .filter(([key]) => !(key === "type" && ("enum" in schema || "const" in schema)))
      .map(([key, value]) => [key, meaning(value)]),
  );
}

describe.each(tools.map((tool) => [tool.name, tool] as const))("%s", (name, tool) => {
  const promised = contract.find((entry) => entry.name === name);

  it("is published exactly as the contract says", () => {
    expect(promised).toBeDefined();
    expect(meaning(tool.inputSchema)).toEqual(meaning(promised?.inputSchema));
    expect(meaning(tool.outputSchema)).toEqual(meaning(promised?.outputSchema));
    expect(tool.description).toBe(promised?.description);
    expect(tool.access).toBe(promised?.access);
    expect(tool.scope).toBe(promised?.scope);
    expect({ title: tool.title, ...tool.annotations }).toEqual(promised?.annotations);
  });
});
