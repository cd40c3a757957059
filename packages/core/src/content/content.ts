import type { Outcome } from "../outcome.ts";
import type { Ports } from "../ports.ts";
import type { Agent } from "../tool.ts";

/** What resources and prompts are made of: what everybody may know, and nothing of a customer. */
export type ContentNeeds = Pick<
  Ports,
  "findProduct" | "searchCatalogue" | "returnPolicy" | "dailySpendLimitMinor" | "sealCursor" | "openCursor"
> & { readonly agent: Agent };

/** A resource as a list shows it. Its fields are those of MCP. */
export interface ResourceCard {
  readonly uri: string;
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly mimeType: "text/plain" | "text/markdown";
  /** ISO 8601, UTC. */
  readonly lastModified?: string;
}

export interface ResourcePage {
  readonly resources: readonly ResourceCard[];
  readonly nextCursor?: string;
}

/** What a resource says now. */
export interface ResourceText extends Pick<ResourceCard, "uri" | "mimeType"> {
  readonly text: string;
}

/** The values that an argument may be completed to, best first. */
export interface Completion {
  readonly values: readonly string[];
  readonly hasMore: boolean;
}

export interface PromptArgument {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly required: boolean;
  complete?(typed: string, needs: ContentNeeds): Promise<Outcome<Completion>>;
}

/** A request that a person picks from a list and fills in, written out for the model. */
export interface Prompt {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly arguments: readonly PromptArgument[];
  /** Called with the required arguments present, and none that are not named. */
  write(given: Readonly<Record<string, string>>): string;
}
