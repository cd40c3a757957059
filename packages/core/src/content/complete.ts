import { type Outcome, ok, reject } from "../outcome.ts";
import { productIds } from "./catalogue-values.ts";
import type { Completion, ContentNeeds } from "./content.ts";
import { findPrompt } from "./prompt.ts";
import { findText, productTemplate } from "./resources.ts";

const mostTyped = 100;

/** Which argument is being typed, of a prompt or of a resource's address, and what is there so far. */
export interface Typing {
  readonly of: { readonly prompt: string } | { readonly uri: string };
  readonly argument: string;
  readonly typed: string;
}

/** What an argument could become. Refuses with `not_found` what is no prompt and no resource of the shop. */
export async function completeArgument(
  { of, argument, typed }: Typing,
  needs: ContentNeeds,
): Promise<Outcome<Completion>> {
  const soFar = typed.slice(0, mostTyped);
  if ("uri" in of) {
    if (of.uri === productTemplate.uriTemplate)
      return argument === "id" ? productIds(soFar, needs) : ok({ values: [], hasMore: false });
    return findText(of.uri) ? ok({ values: [], hasMore: false }) : reject("not_found", "There is no such resource");
  }
  const prompt = findPrompt(of.prompt);
  if (!prompt) return reject("not_found", "There is no such prompt");
  const found = prompt.arguments.find(({ name }) => name === argument);
  return (await found?.complete?.(soFar, needs)) ?? ok({ values: [], hasMore: false });
}
