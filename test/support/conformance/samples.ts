import { Buffer } from "node:buffer";

// What the official conformance suite expects of a server under test: its own tools, resources and prompts, by names and
// with contents that its scenarios lay down. No shop has them; they are put on the servers from outside.

/** A red point, and a tenth of a second of nothing. */
const picture = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==";
const sound = Buffer.from(
  "524946462400000057415645666d7420100000000100010040" + "1f0000401f00000100080064617461" + "00000000",
  "hex",
);

const text = (words: string) => ({ type: "text" as const, text: words });
const image = { type: "image" as const, data: picture, mimeType: "image/png" };
const embedded = (uri: string | undefined, mimeType: string, words: string) => ({
  type: "resource" as const,
  resource: { uri, mimeType, text: words },
});

/** How a tool tells of its way, in either era. */
interface Progress {
  progress(done: number): Promise<void>;
  log(words: string): Promise<void>;
}

interface SampleTool {
  readonly inputSchema: { readonly type: "object" } & Record<string, unknown>;
  call(told: Progress, args: unknown): Promise<{ content: object[]; isError?: boolean }>;
}

const saying = (...content: object[]): SampleTool => ({
  inputSchema: { type: "object" },
  call: async () => ({ content }),
});

/** The tools that answer at once, or after some words on the way. */
export const sampleTools: Readonly<Record<string, SampleTool>> = {
  test_simple_text: saying(text("This is a simple text response for testing.")),
  test_image_content: saying(image),
  test_audio_content: saying({ type: "audio", data: sound.toString("base64"), mimeType: "audio/wav" }),
  test_embedded_resource: saying(
    embedded("test://embedded-resource", "text/plain", "This is an embedded resource content."),
  ),
  test_multiple_content_types: saying(
    text("Multiple content types test:"),
    image,
    embedded("test://mixed-content-resource", "application/json", JSON.stringify({ test: "data", value: 123 })),
  ),
  test_error_handling: {
    inputSchema: { type: "object" },
    call: async () => ({ content: [text("This tool intentionally returns an error for testing")], isError: true }),
  },
  test_tool_with_progress: {
    inputSchema: { type: "object" },
    async call({ progress }) {
      for (const done of [0, 50, 100]) await progress(done);
      return { content: [text("done")] };
    },
  },
  test_tool_with_logging: {
    inputSchema: { type: "object" },
    async call({ log }) {
      for (const words of ["Tool execution started", "Tool processing data", "Tool execution completed"])
        await log(words);
      return { content: [text("done")] };
    },
  },
  test_logging_tool: {
    inputSchema: { type: "object" },
    async call({ log }) {
      await log("once");
      return { content: [text("done")] };
    },
  },
  test_x_mcp_header: {
    inputSchema: {
      type: "object",
      properties: { region: { type: "string", "x-mcp-header": "Region" }, query: { type: "string" } },
    },
    call: async (_, args) => ({ content: [text(JSON.stringify(args))] }),
  },
  json_schema_2020_12_tool: {
    inputSchema: {
      $schema: "https://json-schema.org/draft/2020-12/schema",
      type: "object",
      $defs: {
        address: {
          $anchor: "addressDef",
          type: "object",
          properties: { street: { type: "string" }, city: { type: "string" } },
        },
      },
      properties: {
        name: { type: "string" },
        address: { $ref: "#/$defs/address" },
        contactMethod: { type: "string", enum: ["phone", "email"] },
        phone: { type: "string" },
        email: { type: "string" },
      },
      allOf: [{ anyOf: [{ required: ["phone"] }, { required: ["email"] }] }],
      if: { properties: { contactMethod: { const: "phone" } }, required: ["contactMethod"] },
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
      then: { required: ["phone"] },
      else: { required: ["email"] },
      additionalProperties: false,
    },
    call: async (_, args) => ({ content: [text(JSON.stringify(args))] }),
  },
};

const card = (name: string, mimeType: string) => ({ uri: `test://${name}`, name, mimeType });
export const sampleResources = [
  card("static-text", "text/plain"),
  card("static-binary", "image/png"),
  card("watched-resource", "text/plain"),
];

export const sampleTemplates = [
  { uriTemplate: "test://template/{id}/data", name: "template", mimeType: "application/json" },
];

/** Contents of a sample resource; `undefined` when there is none at this address. */
export function readSample(uri: string): object | undefined {
  const [, id] = /^test:\/\/template\/([^/]+)\/data$/.exec(uri) ?? [];
  if (id !== undefined) {
    const data = { id, templateTest: true, data: `Data for ID: ${id}` };
    return { contents: [{ uri, mimeType: "application/json", text: JSON.stringify(data) }] };
  }
  const found = sampleResources.find((resource) => resource.uri === uri);
  if (!found) return undefined;
  const { mimeType } = found;
  return {
    contents: [
      mimeType === "image/png"
        ? { uri, mimeType, blob: picture }
        : { uri, mimeType, text: "This is the content of the static text resource." },
    ],
  };
}

const argument = (name: string) => ({ name, description: name, required: true });
export const samplePrompts = [
  { name: "test_simple_prompt", description: "Simple" },
  { name: "test_prompt_with_arguments", description: "Arguments", arguments: [argument("arg1"), argument("arg2")] },
  { name: "test_prompt_with_embedded_resource", description: "Resource", arguments: [argument("resourceUri")] },
  { name: "test_prompt_with_image", description: "Image" },
  { name: "test_input_required_result_prompt", description: "Asks for something first" },
];

const user = (content: object) => ({ role: "user", content });

/** A sample prompt written out; `undefined` when there is none of this name. */
export function writeSample(name: string, args: Readonly<Record<string, string>> = {}): object | undefined {
  const messages: Record<string, object[]> = {
    test_simple_prompt: [user(text("This is a simple prompt for testing."))],
    test_prompt_with_arguments: [user(text(`Prompt with arguments: arg1='${args["arg1"]}', arg2='${args["arg2"]}'`))],
    test_prompt_with_embedded_resource: [
      user(embedded(args["resourceUri"], "text/plain", "Embedded resource content for testing.")),
      user(text("Please process the embedded resource above.")),
    ],
    test_prompt_with_image: [user(image), user(text("Please analyze the image above."))],
  };
  return messages[name] && { messages: messages[name] };
}

const places = ["paris", "park", "party"];
export const completeSample = (typed: string) => ({
  completion: { values: places.filter((place) => place.startsWith(typed)), hasMore: false },
});
