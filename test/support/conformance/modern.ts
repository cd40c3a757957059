import {
  acceptedContent,
  CLIENT_CAPABILITIES_META_KEY,
  fromJsonSchema,
  inputRequired,
  inputResponse,
  type McpServer,
  ProtocolError,
  ProtocolErrorCode,
  type ServerContext,
} from "@modelcontextprotocol/server";
import {
  completeSample,
  readSample,
  samplePrompts,
  sampleResources,
  sampleTemplates,
  sampleTools,
  writeSample,
} from "./samples.ts";

/** Seals what a question carries through the client and back, as the shop seals its own. */
export type Seal = (to: string) => Promise<string>;

const hint = { ttlMs: 1000, cacheScope: "public" } as const;
const unknown = (what: string) => new ProtocolError(ProtocolErrorCode.InvalidParams, `Unknown: ${what}`);

/** Puts the samples on a server of revision 2026-07-28: tools beside the shop's, resources and prompts in their place. */
export function extendModern(server: McpServer, seal: Seal): void {
  for (const [name, { inputSchema, call }] of Object.entries(sampleTools))
    server.registerTool(
      name,
      { description: name, inputSchema: fromJsonSchema(inputSchema) },
      async (args, context) => (await call(progressOf(context), args)) as never,
    );
  for (const [name, ask] of Object.entries(questions(seal)))
    server.registerTool(name, { description: name }, async (context) => (await ask(context)) as never);
  serveContent(server);
}

const progressOf = ({ mcpReq }: ServerContext) => ({
  async progress(progress: number) {
    const progressToken = mcpReq._meta?.progressToken;
    if (progressToken !== undefined)
      await mcpReq.notify({ method: "notifications/progress", params: { progressToken, progress, total: 100 } });
  },
  log: async (words: string) => mcpReq.log("info", words),
});

function serveContent({ server }: McpServer): void {
  server.setRequestHandler("resources/list", () => ({ resources: sampleResources, ...hint }));
  server.setRequestHandler("resources/templates/list", () => ({ resourceTemplates: sampleTemplates, ...hint }));
  server.setRequestHandler("resources/read", ({ params: { uri } }) => {
    const found = readSample(uri);
    if (!found) throw new ProtocolError(ProtocolErrorCode.InvalidParams, "Resource not found", { uri });
    return { ...found, ...hint } as never;
  });
  server.setRequestHandler("prompts/list", () => ({ prompts: samplePrompts, ...hint }));
  server.setRequestHandler("prompts/get", ({ params: { name, arguments: args } }, context) => {
    const written = name === "test_input_required_result_prompt" ? askedPrompt(context) : writeSample(name, args);
    if (!written) throw unknown(name);
    return written as never;
  });
  server.setRequestHandler("completion/complete", ({ params: { argument } }) => completeSample(argument.value));
}

function askedPrompt({ mcpReq }: ServerContext): object {
  const given = acceptedContent<{ context: string }>(mcpReq.inputResponses, "user_context");
  if (given) return { messages: [{ role: "user", content: { type: "text", text: `Context: ${given.context}` } }] };
  return inputRequired({ inputRequests: { user_context: form("What context should the prompt use?", "context") } });
}

const form = (message: string, field: string, type: "string" | "boolean" = "string") =>
  inputRequired.elicit({
    message,
    requestedSchema: { type: "object", properties: { [field]: { type: type as "string" } }, required: [field] },
  });
const sample = (words: string, maxTokens: number) =>
  inputRequired.createMessage({ messages: [{ role: "user", content: { type: "text", text: words } }], maxTokens });
const done = (words: string) => ({ content: [{ type: "text", text: words }] });

type Ask = (context: ServerContext) => object | Promise<object>;

/** The tools that ask the client for something before they answer. */
function questions(seal: Seal): Readonly<Record<string, Ask>> {
  const name = () => form("What is your name?", "name");
  const confirmed =
    (to: string): Ask =>
    async ({ mcpReq }) => {
      const given = acceptedContent<{ ok: boolean }>(mcpReq.inputResponses, "confirm");
      if (given && mcpReq.requestState<{ to: string }>()?.to === to) return done("state-ok");
      return inputRequired({
        inputRequests: { confirm: form("Please confirm", "ok", "boolean") },
        requestState: await seal(to),
      });
    };
  return {
    test_missing_capability: () => inputRequired({ inputRequests: { question: sample("hello", 10) } }),
    test_streaming_elicitation: async (context) => {
      await progressOf(context).progress(1);
      return inputRequired({ inputRequests: { user_name: name() } });
    },
    test_input_required_result_elicitation: ({ mcpReq }) => {
      const given = acceptedContent<{ name: string }>(mcpReq.inputResponses, "user_name");
      return given?.name ? done(`Hello, ${given.name}!`) : inputRequired({ inputRequests: { user_name: name() } });
    },
    test_input_required_result_sampling: ({ mcpReq }) =>
      inputResponse(mcpReq.inputResponses, "capital_question").kind === "sampling"
        ? done("Thank you")
        : inputRequired({ inputRequests: { capital_question: sample("What is the capital of France?", 100) } }),
    test_input_required_result_list_roots: ({ mcpReq }) =>
      inputResponse(mcpReq.inputResponses, "client_roots").kind === "roots"
        ? done("Thank you")
        : inputRequired({ inputRequests: { client_roots: inputRequired.listRoots() } }),
    test_input_required_result_request_state: confirmed("state"),
    test_input_required_result_tampered_state: confirmed("tampered"),
    test_input_required_result_multiple_inputs: async ({ mcpReq: { inputResponses: given } }) =>
      given?.["user_name"] && given["greeting"] && given["client_roots"]
        ? done("all inputs received")
        : inputRequired({
            inputRequests: {
              user_name: name(),
              greeting: sample("Generate a greeting", 50),
              client_roots: inputRequired.listRoots(),
            },
            requestState: await seal("several"),
          }),
    test_input_required_result_multi_round: async ({ mcpReq }) => {
      const round = mcpReq.requestState<{ to: string }>()?.to;
      if (round === "second" && mcpReq.inputResponses?.["step2"]) return done("complete");
      if (round === "first" && mcpReq.inputResponses?.["step1"])
        return inputRequired({
          inputRequests: { step2: form("Step 2: What is your favorite color?", "color") },
          requestState: await seal("second"),
        });
      return inputRequired({
        inputRequests: { step1: form("Step 1: What is your name?", "name") },
        requestState: await seal("first"),
      });
    },
    test_input_required_result_capabilities: ({ mcpReq }) => {
      const envelope = mcpReq.envelope as Record<string, Record<string, unknown>> | undefined;
      const able = envelope?.[CLIENT_CAPABILITIES_META_KEY] ?? {};
      const inputRequests = {
        ...(able["elicitation"] !== undefined && { user_name: name() }),
        ...(able["sampling"] !== undefined && { question: sample("hi", 10) }),
        ...(able["roots"] !== undefined && { roots: inputRequired.listRoots() }),
      };
      const asked = Object.keys(inputRequests).length > 0 && !mcpReq.inputResponses;
      return asked ? inputRequired({ inputRequests }) : done("done");
    },
  };
}
