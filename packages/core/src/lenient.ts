import type { JsonSchema } from "./json-schema.ts";

const numeric = /^\s*-?\d+(\.\d+)?\s*$/;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * What the caller meant, where it is plain: a numeric string where a number belongs becomes the number, and a page
 * `limit` above the maximum becomes the maximum. Everything else is left for validation to judge.
 */
export function lenient(value: unknown, schema: JsonSchema, name = ""): unknown {
  if (schema.type === "number" || schema.type === "integer") return lenientNumber(value, schema, name);
  if (Array.isArray(value) && schema.items) {
    const { items } = schema;
    return value.map((entry) => lenient(entry, items));
  }
  if (!(isRecord(value) && schema.properties)) return value;
  const { properties } = schema;
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => {
      const property = Object.hasOwn(properties, key) ? properties[key] : undefined;
      return [key, property ? lenient(entry, property, key) : entry];
    }),
  );
}

function lenientNumber(value: unknown, { maximum }: JsonSchema, name: string): unknown {
  const number = typeof value === "string" && numeric.test(value) ? Number(value) : value;
  if (name === "limit" && typeof number === "number" && maximum !== undefined && number > maximum) return maximum;
  return number;
}
