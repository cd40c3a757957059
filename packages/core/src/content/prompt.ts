import { type Outcome, ok, reject } from "../outcome.ts";
import { cleanLine } from "../text.ts";
import type { Prompt } from "./content.ts";
import { compareProducts, findGift, returnOrder } from "./prompts.ts";

/** Every prompt, in the order that prompts/list shows them. */
export const prompts: readonly Prompt[] = [findGift, compareProducts, returnOrder];

const longest = 200;

export const findPrompt = (name: string): Prompt | undefined => prompts.find((prompt) => prompt.name === name);

/** A prompt written out. Refuses with `not_found` or, naming the argument, `invalid_argument`. */
export function writePrompt(name: string, given: Readonly<Record<string, string>>): Outcome<string> {
  const prompt = findPrompt(name);
  if (!prompt) return reject("not_found", "There is no such prompt");
  const allowed = prompt.arguments.map((argument) => argument.name);
  const stray = Object.keys(given).find((key) => !allowed.includes(key));
  if (stray !== undefined)
    return reject("invalid_argument", `There is no argument ${cleanLine(stray, 64)}`, { details: { allowed } });

  // A form that was left empty counts as not filled in.
  const filled = Object.entries(given).flatMap(([key, value]) => {
    const line = cleanLine(value, longest);
    return line === "" ? [] : [[key, line] as const];
  });
  const values = Object.fromEntries(filled);
  const missing = prompt.arguments.find((argument) => argument.required && !(argument.name in values));
  if (missing) return reject("invalid_argument", `${missing.name} is required`, { details: { path: missing.name } });
  return ok(prompt.write(values));
}
