import { expect, it } from "vitest";
import { type Event, toRequest, toResult } from "./event.ts";

const event = (more: object) =>
  ({
    rawPath: "/",
    rawQueryString: "",
    headers: {},
    isBase64Encoded: false,
    requestContext: { domainName: "shop.example", http: { method: "GET" } },
    ...more,
  }) as unknown as Event;

it("keeps a path that begins with two slashes a path", () => {
  expect(toRequest(event({ rawPath: "//evil.example/tools/x" })).url).toBe(
    "https://shop.example//evil.example/tools/x",
  );
  expect(toRequest(event({ rawPath: "//" })).url).toBe("https://shop.example//");
});

it("carries cookies both ways, which payload 2.0 keeps apart from headers", async () => {
  expect(toRequest(event({ cookies: ["a=1", "b=2"] })).headers.get("cookie")).toBe("a=1; b=2");
  const headers = new Headers([
    ["set-cookie", "a=1"],
    ["set-cookie", "b=2"],
  ]);
  expect(await toResult(new Response("", { headers }))).toMatchObject({ cookies: ["a=1", "b=2"] });
});
