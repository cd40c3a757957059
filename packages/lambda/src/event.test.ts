import { describe, expect, it } from "vitest";
import { type Event, rawBytes, toRequest, toResult } from "./event.ts";

interface Parts extends Partial<Omit<Event, "requestContext">> {
  readonly method?: string;
}

const event = ({ method = "POST", ...more }: Parts = {}): Event =>
  ({
    version: "2.0",
    routeKey: "$default",
    rawPath: "/tools/search_products",
    rawQueryString: "",
    headers: { host: "shop.example", "content-type": "application/json" },
    isBase64Encoded: false,
    requestContext: { domainName: "shop.example", http: { method, sourceIp: "192.0.2.1" } },
    ...more,
  }) as Event;

describe("an event becomes a request", () => {
  it("with method, address and query as they came", () => {
    const request = toRequest(event({ rawQueryString: "a=1&b=%20x&a=2" }));
    expect(request.method).toBe("POST");
    expect(request.url).toBe("https://shop.example/tools/search_products?a=1&b=%20x&a=2");
    expect(toRequest(event()).url).toBe("https://shop.example/tools/search_products");
  });

  it("with its headers, and without those that have no value", () => {
    const { headers } = toRequest(
      event({ headers: { authorization: "Bearer x", "x-forwarded-for": "192.0.2.1, 192.0.2.2", absent: undefined } }),
    );
    expect(Object.fromEntries(headers)).toMatchObject({
      authorization: "Bearer x",
      "x-forwarded-for": "192.0.2.1, 192.0.2.2",
    });
    expect(headers.has("absent")).toBe(false);
  });

  it("with the body as it was sent, plain or in base64", async () => {
    const sent = '{"query":"Kaffee 語 👍"}';
    expect(await toRequest(event({ rawBody: sent })).text()).toBe(sent);
    const encoded = { rawBody: Buffer.from(sent).toString("base64"), isBase64Encoded: true };
    expect(await toRequest(event(encoded)).text()).toBe(sent);
  });

  it("with bytes that are no text, unchanged", async () => {
    const bytes = Buffer.from([0, 255, 128, 10]);
    const request = toRequest(event({ rawBody: bytes.toString("base64"), isBase64Encoded: true }));
    expect(Buffer.from(await request.arrayBuffer())).toEqual(bytes);
  });

  it("with an empty body, or with none", async () => {
    expect(await toRequest(event({ rawBody: "" })).text()).toBe("");
    expect(await toRequest(event()).text()).toBe("");
    expect(toRequest(event()).body).toBeNull();
  });

  it.each(["GET", "HEAD"])("without a body when it is a %s, which may have none", (method) => {
    expect(toRequest(event({ method, rawBody: "x" })).body).toBeNull();
  });

  it.each(["DELETE", "PUT", "OPTIONS", "PATCH"])("with any method: %s", (method) => {
    expect(toRequest(event({ method })).method).toBe(method);
  });
});

describe("the size of an event's body", () => {
  it("is counted in bytes as they were sent", () => {
    expect(rawBytes(event())).toBe(0);
    expect(rawBytes(event({ rawBody: "" }))).toBe(0);
    expect(rawBytes(event({ rawBody: "語" }))).toBe(3);
    expect(rawBytes(event({ rawBody: Buffer.alloc(100).toString("base64"), isBase64Encoded: true }))).toBe(100);
  });
});

describe("a response becomes a result", () => {
  it("with status, headers and body", async () => {
    const response = Response.json({ a: "é" }, { status: 409, headers: { "x-one": "1", "retry-after": "5" } });
    expect(await toResult(response)).toMatchObject({
      statusCode: 409,
      headers: { "content-type": "application/json", "x-one": "1", "retry-after": "5" },
      body: '{"a":"é"}',
    });
  });

  it("with an empty body when there is none", async () => {
    expect(await toResult(new Response(null, { status: 202 }))).toMatchObject({ statusCode: 202, body: "" });
  });
});
