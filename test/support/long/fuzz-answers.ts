import { type RejectionCode, refusals } from "@shop/core";
import { leaks } from "../../http/bad-input-cases.ts";
import type { Drawn } from "./fuzz-requests.ts";

export interface Told {
  readonly status: number;
  readonly text: string;
}

const isCode = (code: unknown): code is RejectionCode => Object.hasOwn(refusals, String(code));
/** A server may say that it cannot just now, and never that it does not know what happened to it. */
const failed = (status: number): boolean => status >= 500 && status !== 503 && status !== 504;

/** What is wrong with a refusal, if anything. */
function wrongIn(body: any, status: number | undefined): string | undefined {
  const code: unknown = body.code;
  if (!isCode(code)) return `has the code ${code}`;
  const { status: expected, retryable, hint } = refusals[code];
  if (body.success !== false || typeof body.error !== "string" || body.error === "") return "has not its shape";
  if (body.hint !== hint || body.retryable !== retryable) return "says something else to do than others of its code";
  return status === undefined || status === expected ? undefined : `came with ${status}`;
}

/** A refusal stands in REST's body, in a tool's answer, or in what JSON-RPC calls the data of an error. */
function refusalOf(body: any): { body: any; rest: boolean } | undefined {
  if (body?.success === false) return { body, rest: true };
  if (body?.result?.structuredContent?.success === false) return { body: body.result.structuredContent, rest: false };
  return body?.error?.data?.code === undefined ? undefined : { body: body.error.data, rest: false };
}

/** What no answer may be, to whatever it was asked; nothing when it is in order. */
export function complaint({ called }: Drawn, { status, text }: Told): string | undefined {
  if (failed(status)) return `answered ${status}`;
  if (leaks.test(text)) return `tells what is inside: ${leaks.exec(text)?.[0]}`;
  const body = /^[[{]/.test(text) ? JSON.parse(text) : undefined;
  const refusal = refusalOf(body);
  if (refusal) return wrongIn(refusal.body, refusal.rest ? status : undefined);
  return !called || served(body) || isJsonRpcError(body) ? undefined : "is neither an answer nor a refusal";
}

const served = (body: any): boolean => (body?.result?.structuredContent ?? body)?.success === true;
const isJsonRpcError = (body: any): boolean =>
  typeof body?.error?.code === "number" && typeof body.error.message === "string";
