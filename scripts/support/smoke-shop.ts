import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";

/** One promise of the user guide, checked against a running server; fails by throwing. */
export interface Promised {
  readonly name: string;
  check(shop: SmokeShop): Promise<void>;
}

/** An answer, read. `body` is the JSON, or the text where it is none. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Json;
  readonly text: string;
}

/** Whatever a server sent: looked at with assertions only. */
// biome-ignore lint/suspicious/noExplicitAny: its shape is what is being checked
export type Json = any;

const patienceMs = 20_000;

/** The server under test, and what the earlier promises have found out about it. */
export class SmokeShop {
  readonly url: string;
  readonly email: string;
  readonly password: string;
  token = "";
  product: Json;
  order: Json;
  /** What is worth saying about the promise being checked, though it is kept. */
  remark: string | undefined;

  constructor(url: string, { email, password }: { email: string; password: string }) {
    this.url = url.replace(/\/+$/, "");
    this.email = email;
    this.password = password;
  }

  async send(method: string, path: string, init: Omit<RequestInit, "method"> = {}): Promise<Answer> {
    const signal = AbortSignal.timeout(patienceMs);
    const response = await fetch(`${this.url}${path}`, { method, signal, redirect: "manual", ...init });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: parse(text) };
  }

  get = (path: string, headers: Record<string, string> = {}): Promise<Answer> => this.send("GET", path, { headers });

  post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    return this.send("POST", path, {
      headers: { "content-type": "application/json", ...headers },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
  }

  /** Calls a tool as the guide's scripts do, with the token of the login. */
  tool(name: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    return this.post(`/tools/${name}`, body, { authorization: `Bearer ${this.token}`, ...headers });
  }

  newKey = (): string => `smoke-${randomUUID()}`;
}

function parse(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Asserts a refusal: its status and, in the body, its code and (if given) its words. */
export function refused(answer: Answer, status: number, { code, error }: { code?: string; error?: string } = {}): void {
  assert.equal(answer.status, status, `status ${answer.status} instead of ${status}: ${answer.text.slice(0, 200)}`);
  assert.equal(answer.body.success, false, "the body must say success: false");
  assert.equal(typeof answer.body.error, "string", "the body must have an error in words");
  if (code !== undefined) assert.equal(answer.body.code, code);
  if (error !== undefined) assert.equal(answer.body.error, error);
  assert.doesNotMatch(answer.text, /\bat .+:\d+:\d+|Exception\b/, "the body must not show the server's insides");
}

/** Asserts a tool's success and gives its body. */
export function succeeded(answer: Answer): Json {
  assert.equal(answer.status, 200, `status ${answer.status}: ${answer.text.slice(0, 200)}`);
  assert.equal(answer.body.success, true, "the body must say success: true");
  return answer.body;
}

/** Asserts that a price for people and its exact minor units say the same (for currencies of two decimals). */
export function samePrice(major: unknown, minor: unknown): void {
  assert.ok(typeof major === "number" && Number.isInteger(minor), "prices must be numbers, minor units whole");
  assert.equal(Math.round(major * 100), minor, "major and minor units must agree");
}

export function isText(value: unknown, what: string): void {
  assert.ok(typeof value === "string" && value !== "", `${what} must be a text`);
}
