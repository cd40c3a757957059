import {
  type ContentNeeds,
  completeArgument,
  listResources,
  type Outcome,
  ok,
  productTemplate,
  prompts,
  type ResourceCard,
  readResource,
  type Typing,
  writePrompt,
} from "@shop/core";
import { measuredBy, spentBy } from "../call-context.ts";
import { callerOf, customerOf, failure, isFailure } from "../call-tool.ts";
import { iconsOf } from "../icon.ts";
import type { ToolSet } from "../tool-set.ts";
import { drawingCapability, productCards } from "./product-cards.ts";
import type { McpSession } from "./session.ts";

/** Parameters as the SDKs have checked them, of all methods together. */
export interface ContentParams {
  readonly cursor?: string | undefined;
  readonly uri?: string | undefined;
  readonly name?: string | undefined;
  readonly arguments?: Readonly<Record<string, string>> | undefined;
  readonly ref?: { readonly type: string; readonly uri?: string; readonly name?: string } | undefined;
  readonly argument?: { readonly name: string; readonly value: string } | undefined;
}

type Result = Record<string, unknown>;
type Method = (params: ContentParams, session: McpSession) => Promise<Outcome<Result>> | Outcome<Result>;

/** How long an answer may be kept, for whom: everything here is the same for everybody. */
const publicFor = (seconds: number) => ({ ttlMs: seconds * 1000, cacheScope: "public" }) as const;

/** What changes with a release or a setting; what changes with the catalogue; what changes with an order. */
const [released, listed, sold] = [publicFor(300), publicFor(60), publicFor(15)];

/**
 * Resources and prompts, as both eras answer for them: the methods of MCP by name. Caching hints are those of revision
 * 2026-07-28; the earlier ones leave them out.
 */
const methods = {
  async "resources/list"({ cursor }, session) {
    const page = await listResources(cursor, needsOf(session));
    if (!page.ok) return page;
    const { resources, ...more } = page.value;
    const products = resources.map((card) => toListed(card, session));
    const cards = { ...productCards.listed, icons: iconsOf(session.deps.settings) };
    return ok({ resources: cursor === undefined ? [...products, cards] : products, ...more, ...listed });
  },

  "resources/templates/list": (_, { deps }) =>
    ok({ resourceTemplates: [{ ...productTemplate, icons: iconsOf(deps.settings) }], ...released }),

  async "resources/read"({ uri = "" }, session) {
    if (uri === productCards.uri) return ok({ contents: [await productCards.read()], ...released });
    const read = await readResource(uri, needsOf(session));
    if (!read.ok) return read;
    return ok({ contents: [read.value], ...(read.value.mimeType === productTemplate.mimeType ? sold : released) });
  },

  "prompts/list": (_, { deps }) =>
    ok({
      prompts: prompts.map(({ name, title, description, arguments: fields }) => ({
        name,
        title,
        description,
        icons: iconsOf(deps.settings),
        arguments: fields.map(({ complete: _complete, ...field }) => field),
      })),
      ...released,
    }),

  "prompts/get"({ name = "", arguments: given = {} }) {
    const written = writePrompt(name, given);
    if (!written.ok) return written;
    const description = prompts.find((prompt) => prompt.name === name)?.description;
    return ok({ description, messages: [{ role: "user", content: { type: "text", text: written.value } }] });
  },

  async "completion/complete"(params, session) {
    const completed = await completeArgument(typingOf(params), needsOf(session));
    return completed.ok ? ok({ completion: completed.value }) : completed;
  },
} as const satisfies Record<string, Method>;

export type ContentMethod = keyof typeof methods;
export const contentMethods = Object.keys(methods) as ContentMethod[];

/** What an endpoint says it can do besides tools. The staff's has no shop window. */
export const contentCapabilities = ({ staffOnly }: ToolSet) =>
  staffOnly
    ? {}
    : { resources: { listChanged: false }, prompts: { listChanged: false }, completions: {}, ...drawingCapability };

/** These answer without asking anybody, as tools/list does: no line of the log is about them. */
const silent: readonly ContentMethod[] = ["resources/templates/list", "prompts/list"];

/**
 * Answers one method and writes its line, which names the method and nothing that was asked for. Nothing is thrown: as
 * for tools, a caller hears nothing of the error.
 */
export async function answerContent(
  session: McpSession,
  method: ContentMethod,
  params: ContentParams = {},
): Promise<Outcome<Result>> {
  const { deps, context } = session;
  const span = context.trace.begin(method);
  const measured = span ? { ...session, context: measuredBy(span, context) } : session;
  const outcome = await run(measured, method, params);
  const code = outcome.ok ? "ok" : outcome.rejection.code;
  if (!silent.includes(method)) {
    const customer = await customerOf(session.identity);
    deps.journal.record({ ...spentBy(context), step: method, ...callerOf(session), customer, code });
  }
  span?.end({ code }, isFailure(code));
  return outcome;
}

async function run(session: McpSession, method: ContentMethod, params: ContentParams): Promise<Outcome<Result>> {
  try {
    const answer: Method = methods[method];
    return await answer(params, session);
  } catch (error) {
    return failure(session.deps, session.context, { error, call: method });
  }
}

const needsOf = ({ deps, context, identity }: McpSession): ContentNeeds => ({
  ...deps.backend.open(context.budget),
  agent: { clientId: identity?.clientId, requestId: context.requestId, channel: "mcp" },
});

const toListed = ({ lastModified, ...card }: ResourceCard, { deps }: McpSession) => ({
  ...card,
  // Not on every product: a page of fifty would be twice as long.
  ...(lastModified ? { annotations: { lastModified } } : { icons: iconsOf(deps.settings) }),
});

const typingOf = ({ ref, argument }: ContentParams): Typing => ({
  of: ref?.type === "ref/prompt" ? { prompt: ref.name ?? "" } : { uri: ref?.uri ?? "" },
  argument: argument?.name ?? "",
  typed: argument?.value ?? "",
});
