import { AjvJsonSchemaValidator } from "@modelcontextprotocol/client/validators/ajv";
import type { ListedTool, ToolAnswer } from "./shop-client.ts";

type Schema = Record<string, unknown>;

const validator = new AjvJsonSchemaValidator();

/** The same schema with every object closed: an answer must not hold a field that the tool does not publish. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== "object" || schema === null) return schema;
  const inner = Object.fromEntries(Object.entries(schema).map(([key, part]) => [key, closed(part)])) as Schema;
  return inner["properties"] && !("additionalProperties" in inner) ? { ...inner, additionalProperties: false } : inner;
}

/** What is wrong with an answer by its tool's published `outputSchema`; and with its text, which is the same JSON. */
export function problemsOf({ outputSchema }: ListedTool, { structuredContent, content }: ToolAnswer): unknown[] {
  if (!outputSchema) return ["no output schema"];
  const { errorMessage } = validator.getValidator(closed(outputSchema) as Schema)(structuredContent);
  const [text, ...more] = content as { type: string; text: string }[];
  const same = text?.type === "text" && JSON.stringify(JSON.parse(text.text)) === JSON.stringify(structuredContent);
  return [
    ...(errorMessage === undefined ? [] : [errorMessage]),
    ...(same && more.length === 0 ? [] : ["the text is not the structured content"]),
  ];
}
