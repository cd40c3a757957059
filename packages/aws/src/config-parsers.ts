import * as z from "zod";

// How the variables of the environment are read, one kind each.

export const url = z.url({ protocol: /^https?$/, error: "must be an http or https URL" });
export const origin = z
  .string()
  .refine((text) => /^https?:/.test(text) && URL.canParse(text) && new URL(text).origin === text.replace(/\/+$/, ""), {
    error: "must be an http or https origin, without a path or a query",
  });
export const whole = (min: number, max: number, fallback: number) =>
  z
    .string()
    .regex(/^\d{1,15}$/, { error: "must be a whole number" })
    .transform(Number)
    .pipe(wholeBetween(min, max))
    .default(fallback);
const wholeBetween = (min: number, max: number) =>
  z
    .number()
    .min(min, { error: `must be at least ${min}` })
    .max(max, { error: `must be at most ${max}` });
export const table = (fallback: string) =>
  z
    .string()
    .regex(/^[\w.-]{3,255}$/, { error: "must be a DynamoDB table name" })
    .default(fallback);
export const list = z
  .string()
  .default("")
  .transform((text) => text.split(",").flatMap((part) => part.trim() || []));

export const windows = z
  .string()
  .regex(/^([^=,]+=\d{1,3})(,[^=,]+=\d{1,3})*$/, {
    error: "must look like Clothing=60,Electronics=14, with at most 999 days",
  })
  .optional()
  .transform((text) =>
    Object.fromEntries(
      (text?.split(",") ?? []).map((part) => {
        const [category = "", days] = part.split("=");
        return [category.trim(), Number(days)];
      }),
    ),
  );

export const minorUnits = z
  .string()
  .regex(/^\d{1,15}$/, { error: "must be a whole number of minor units (cents)" })
  .transform(BigInt)
  .optional();

export const required = (pattern: RegExp, example: string) =>
  z.string({ error: "is required" }).regex(pattern, { error: `must look like ${example}` });
