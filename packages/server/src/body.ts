import { type Outcome, ok, reject } from "@shop/core";

/** What a door may already know of a request's body, because its platform has read it. */
export interface ReadBody {
  /** The JSON value. */
  readonly parsedBody?: unknown;
  /** Bytes of the body as it was sent. */
  readonly byteLength?: number;
  /** Reads the body as text where the door can do so more cheaply than a web request; `undefined` past `maxBytes`. */
  readonly readText?: (maxBytes: number) => Promise<string | undefined>;
}

const maxBytes = 64 * 1024;
const maxDepth = 32;

/** The JSON body of a request: checked for type, size, depth, and for text that is not text. */
export async function readJson(request: Request, read: ReadBody): Promise<Outcome<unknown>> {
  const { parsedBody, byteLength } = read;
  const unsupported = checkType(request.headers);
  if (unsupported) return unsupported;
  if ((byteLength ?? Number(request.headers.get("content-length") ?? 0)) > maxBytes) return tooLarge;
  if (parsedBody !== undefined) return checked(parsedBody);
  // A caller who hangs up in the middle has sent no JSON.
  const text = await (read.readText?.(maxBytes) ?? readText(request)).catch(() => "");
  return text === undefined ? tooLarge : parse(text);
}

function checkType(headers: Headers): Outcome<never> | undefined {
  const sent = headers.get("content-type") ?? "";
  const type = sent === "application/json" ? sent : (sent.split(";")[0]?.trim().toLowerCase() ?? "");
  if (type !== "application/json" && !/^application\/[\w.-]+\+json$/.test(type))
    return reject("unsupported_media_type", "Content-Type must be application/json");
  const encoding = headers.get("content-encoding") ?? "identity";
  return encoding === "identity" ? undefined : reject("unsupported_media_type", "Content-Encoding is not supported");
}

function parse(text: string): Outcome<unknown> {
  try {
    return checked(JSON.parse(text));
  } catch {
    return notJson;
  }
}

const tooLarge = reject("payload_too_large", "The body is larger than 64 KiB");
const notJson = reject("invalid_argument", "The body is not valid JSON");

/** The body as text; `undefined` when it grows past the limit, whatever its declared length was. */
async function readText(request: Request): Promise<string | undefined> {
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for await (const chunk of request.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) return undefined;
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

function checked(value: unknown): Outcome<unknown> {
  const problem = problemOf(value, 1);
  return problem ? reject("invalid_argument", problem) : ok(value);
}

function problemOf(value: unknown, depth: number): string | undefined {
  if (typeof value === "string") return isText(value);
  if (typeof value === "number")
    return Number.isFinite(value) ? undefined : "The body holds a number that is too large";
  return typeof value === "object" && value !== null ? problemIn(value as Json, depth) : undefined;
}

type Json = Readonly<Record<string, unknown>>;

/** Goes no further than the deepest that is allowed: a body of brackets must not overflow the stack. */
function problemIn(value: Json, depth: number): string | undefined {
  if (depth > maxDepth) return "The body is nested too deeply";
  const keys = Object.keys(value);
  let problem = keys.includes("__proto__") ? "Unknown argument __proto__" : isText(keys.join(" "));
  for (let at = keys.length - 1; at >= 0 && !problem; at -= 1) problem = problemOf(value[keys[at] ?? ""], depth + 1);
  return problem;
}

const isText = (text: string): string | undefined =>
  text.isWellFormed() ? undefined : "The body holds text that is not well formed";
