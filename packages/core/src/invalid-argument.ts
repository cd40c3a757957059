import type { z } from "zod";
import type { JsonSchema } from "./json-schema.ts";
import { type Outcome, reject } from "./outcome.ts";

type Issue = z.core.$ZodIssue;

/** Says in plain English which argument is wrong and what would be right. */
export function invalidArgument(issues: readonly Issue[], schema: JsonSchema): Outcome<never> {
  const [issue] = issues;
  if (!issue) return reject("invalid_argument", "The arguments are not valid");
  const path = issue.path.join(".");
  if (issue.code === "unrecognized_keys") {
    const unknown = issue.keys.join(", ").slice(0, 100).toWellFormed();
    const allowed = Object.keys(at(schema, issue.path)?.properties ?? {});
    const message = `Unknown argument ${unknown}. Allowed: ${allowed.join(", ") || "none"}`;
    return reject("invalid_argument", message, {
      details: { path: [path, unknown].filter(Boolean).join("."), allowed },
    });
  }
  const allowed = issue.code === "invalid_value" ? issue.values : undefined;
  const subject = path === "" ? "The arguments" : /^[a-z]+$/.test(path) ? path[0]?.toUpperCase() + path.slice(1) : path;
  return reject("invalid_argument", `${subject} ${complaint(issue, at(schema, issue.path))}`, {
    details: { path, ...(allowed && { allowed }) },
  });
}

const at = (schema: JsonSchema, path: readonly PropertyKey[]): JsonSchema | undefined =>
  path.reduce<JsonSchema | undefined>(
    (inner, key) => (typeof key === "number" ? inner?.items : inner?.properties?.[String(key)]),
    schema,
  );

function complaint(issue: Issue, schema: JsonSchema | undefined): string {
  switch (issue.code) {
    case "invalid_type":
      return issue.input === undefined ? "is required" : `must be ${article(issue.expected)}`;
    case "too_small":
    case "too_big":
      return sizeComplaint(issue, schema);
    case "invalid_value":
      return `must be one of: ${issue.values.map(String).join(", ")}`;
    case "invalid_format":
      return `must look like ${schema?.["format"] ?? schema?.["pattern"] ?? issue.format}`;
    default:
      return "is not valid";
  }
}

function sizeComplaint(
  issue: Extract<Issue, { code: "too_small" | "too_big" }>,
  schema: JsonSchema | undefined,
): string {
  const { minimum, maximum } = schema ?? {};
  if (issue.origin === "string")
    return issue.code === "too_small" ? "must not be empty" : `must have at most ${issue.maximum} characters`;
  if (issue.origin === "array")
    return issue.code === "too_small" ? "must not be empty" : `must have at most ${issue.maximum} entries`;
  const bounded = minimum !== undefined && maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER;
  if (bounded) return `must be between ${minimum} and ${maximum}`;
  return issue.code === "too_small" ? `must be at least ${issue.minimum}` : `must be at most ${issue.maximum}`;
}

const article = (expected: string): string => {
  const noun = expected === "int" ? "integer" : expected;
  return /^[aeiou]/.test(noun) ? `an ${noun}` : `a ${noun}`;
};
