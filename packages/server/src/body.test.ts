import { describe, expect, it } from "vitest";
import { readJson } from "./body.ts";

type Sent = string | ReadableStream<Uint8Array>;

const url = "http://localhost/tools/x";
const kib64 = 64 * 1024;

const post = (body: Sent, headers: Record<string, string> = { "content-type": "application/json" }) =>
  new Request(url, { method: "POST", body, headers, duplex: "half" } as RequestInit);
const read = (body: Sent, headers?: Record<string, string>) => readJson(post(body, headers), {});
const nested = (depth: number) => `${"[".repeat(depth)}${"]".repeat(depth)}`;
const refusedAs = (code: string, message?: string | RegExp) => ({
  ok: false,
  rejection: { code, message: message === undefined ? expect.any(String) : expect.stringMatching(message) },
});
const sized = (bytes: number) => JSON.stringify("x".repeat(bytes - 2));

/** A body without a declared length, in pieces of 8 KiB; tells how many were taken. */
function pieces(count: number) {
  const taken = { count: 0 };
  const stream = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (taken.count === count) return controller.close();
        taken.count += 1;
        controller.enqueue(new Uint8Array(8192).fill(0x20));
      },
    },
    { highWaterMark: 0 },
  );
  return { stream, taken };
}

describe("a body", () => {
  it.each(["application/json", "application/json; charset=utf-8", "Application/JSON", "application/vnd.api+json"])(
    "is read when it is %s",
    async (type) => {
      expect(await read('{"a":[1,null,"é"]}', { "content-type": type })).toEqual({
        ok: true,
        value: { a: [1, null, "é"] },
      });
    },
  );

  it.each(["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/jsonp", "", "json"])(
    "is refused when it is %j",
    async (type) => {
      expect(await read("{}", { "content-type": type })).toEqual(refusedAs("unsupported_media_type"));
    },
  );

  it("is refused without a type and when it is compressed", async () => {
    const bare = new Request(url, { method: "POST", body: new Uint8Array([0x7b, 0x7d]) });
    expect(await readJson(bare, {})).toEqual(refusedAs("unsupported_media_type"));
    const zipped = { "content-type": "application/json", "content-encoding": "gzip" };
    expect(await read("{}", zipped)).toEqual(refusedAs("unsupported_media_type"));
    expect((await read("{}", { ...zipped, "content-encoding": "identity" })).ok).toBe(true);
  });

  it.each(["", "{", "{'a':1}", '{"a":1}}', "undefined", "NaN", "\ufeff", '{"a":01}'])(
    "that is %j is no JSON",
    async (text) => {
      expect(await read(text)).toEqual(refusedAs("invalid_argument", "The body is not valid JSON"));
    },
  );

  it.each(["null", "5", '"text"', "[]", "false"])("may be any JSON value: %s", async (text) => {
    expect(await read(text)).toEqual({ ok: true, value: JSON.parse(text) });
  });

  it("is decoded across the edges of its pieces", async () => {
    const bytes = new TextEncoder().encode('{"a":"語👍"}');
    const stream = new ReadableStream({
      start(controller) {
        for (const byte of bytes) controller.enqueue(Uint8Array.of(byte));
        controller.close();
      },
    });
    expect(await read(stream)).toEqual({ ok: true, value: { a: "語👍" } });
  });
});

it("that ends within a character is no JSON", async () => {
  const stream = new ReadableStream({
    start(controller) {
      controller.enqueue(Uint8Array.of(0x35, 0xe2, 0x82));
      controller.close();
    },
  });
  expect(await read(stream)).toEqual(refusedAs("invalid_argument", "The body is not valid JSON"));
});

describe("a body's size", () => {
  it("may be 64 KiB and not a byte more", async () => {
    expect((await read(sized(kib64))).ok).toBe(true);
    expect(await read(sized(kib64 + 1))).toEqual(refusedAs("payload_too_large"));
  });

  it("is counted in bytes", async () => {
    expect(await read(JSON.stringify("語".repeat(22_000)))).toEqual(refusedAs("payload_too_large"));
  });

  it("is refused by what is declared, before anything is read", async () => {
    const { stream, taken } = pieces(1);
    const headers = { "content-type": "application/json", "content-length": String(kib64 + 1) };
    expect(await read(stream, headers)).toEqual(refusedAs("payload_too_large"));
    expect(taken.count).toBe(0);
  });

  it("is counted where nothing is declared, or too little, and reading ends there", async () => {
    for (const declared of [{}, { "content-length": "5" }]) {
      const { stream, taken } = pieces(1000);
      const headers = { "content-type": "application/json", ...declared };
      expect(await read(stream, headers)).toEqual(refusedAs("payload_too_large"));
      expect(taken.count).toBeLessThan(12);
    }
  });

  it("is taken from the door that has read it", async () => {
    const request = post("{}");
    expect(await readJson(request, { parsedBody: {}, byteLength: kib64 + 1 })).toEqual(refusedAs("payload_too_large"));
    expect(await readJson(request, { parsedBody: { a: 1 }, byteLength: kib64 })).toEqual({ ok: true, value: { a: 1 } });
  });
});

/** Both ways in: a text that we parse, and a value that the door has parsed. */
describe.each([
  ["parsed here", (text: string) => read(text)],
  ["parsed by the door", (text: string) => readJson(post("{}"), { parsedBody: JSON.parse(text) })],
] as const)("what a body holds, %s", (_, check) => {
  it("may be nested 32 deep and not deeper", async () => {
    expect((await check(nested(32))).ok).toBe(true);
    expect(await check(nested(33))).toEqual(refusedAs("invalid_argument", /nested too deeply/));
    expect((await check(`${'{"a":'.repeat(31)}{}${"}".repeat(31)}`)).ok).toBe(true);
    expect(await check(`${'{"a":'.repeat(32)}[]${"}".repeat(32)}`)).toEqual(refusedAs("invalid_argument"));
    expect(await check(nested(5_000))).toEqual(refusedAs("invalid_argument", /nested too deeply/));
  });

  it.each([
    '{"__proto__":{}}',
    '{"a":{"b":[{"__proto__":null}]}}',
    '[[{"__proto__":1}]]',
    '{"a":1,"\\u005f_proto__":{"polluted":true}}',
  ])("may not be called __proto__: %s", async (text) => {
    expect(await check(text)).toEqual(refusedAs("invalid_argument", "Unknown argument __proto__"));
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });

  it("may be called constructor or toString like anything else", async () => {
    expect((await check('{"constructor":1,"toString":{"valueOf":2},"prototype":3}')).ok).toBe(true);
  });

  it.each(['"\\ud83d"', '{"a":"x\\udc00"}', '{"\\ud800":1}', '{"a":[{"b\\udfff":{}}]}', '["\\udc00\\ud800"]'])(
    "may not be half a character: %s",
    async (text) => {
      expect(await check(text)).toEqual(refusedAs("invalid_argument", /not well formed/));
    },
  );

  it("may be a whole character in two halves", async () => {
    expect(await check('{"\\ud83d\\udc4d":"\\ud83d\\udc4d"}')).toEqual({ ok: true, value: { "👍": "👍" } });
  });

  it.each(["1e400", '{"a":[-1e999]}'])("may not be a number too large for one: %s", async (text) => {
    expect(await check(text)).toEqual(refusedAs("invalid_argument", /too large/));
  });
});
