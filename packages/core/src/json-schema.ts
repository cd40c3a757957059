import * as z from "zod";

/** The part of JSON Schema 2020-12 that our tools publish. */
export interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly [keyword: string]: unknown;
}

interface Writable {
  [keyword: string]: unknown;
  anyOf?: { type?: unknown }[];
}

const isEmpty = (part: unknown): boolean => typeof part === "object" && part !== null && Object.keys(part).length === 0;

/** Leaves out what zod adds and no reader needs: an agent pays for every byte of a tool list. */
function tidy(schema: Writable): void {
  const types = schema.anyOf?.map((option) => (Object.keys(option).length === 1 ? option.type : undefined));
  if (types?.every((type) => typeof type === "string")) {
    schema["type"] = types;
    delete schema.anyOf;
  }
  if (schema["format"]) delete schema["pattern"];
  if (schema["maximum"] === Number.MAX_SAFE_INTEGER) delete schema["maximum"];
  if (schema["minimum"] === Number.MIN_SAFE_INTEGER) delete schema["minimum"];
  // What takes no argument says so; what may hold anything need not.
  if (isEmpty(schema["properties"]) && schema["additionalProperties"] !== false) delete schema["properties"];
  delete schema["propertyNames"];
  if (isEmpty(schema["items"])) delete schema["items"];
  if (isEmpty(schema["additionalProperties"])) delete schema["additionalProperties"];
}

/** The JSON Schema 2020-12 of what a caller may send, or of what an answer holds. */
export function jsonSchemaOf(schema: z.ZodType): JsonSchema {
  const { $schema, ...published } = z.toJSONSchema(schema, {
    io: "input",
    override: ({ jsonSchema }) => tidy(jsonSchema as Writable),
  });
  return published as JsonSchema;
}
