import { expect, it } from "vitest";
import { isLoopback, mayRegister, redirectHost } from "./redirects.ts";

it.each([
  ...[
    "https://app.example/callback",
    "https://app.example/callback?x=1",
    "http://localhost/cb",
    "http://127.0.0.1:1/cb",
  ],
  ...["http://[::1]:8080/", "cursor://anysphere.cursor-mcp/oauth/callback", "vscode://x/y", "zed://oauth"],
])("%s may be registered", (uri) => {
  expect(mayRegister(uri)).toBe(true);
});

it.each([
  ...[
    "http://app.example/cb",
    "http://127.0.0.2/cb",
    "http://localhost.example/cb",
    "http://0.0.0.0/cb",
    "ftp://localhost/",
  ],
  ...[
    "https://localhost/cb",
    "https://127.0.0.1/cb",
    "https://u@app.example/",
    "https://u:p@app.example/",
    "https://*.example/",
  ],
  ...[
    "https://app.example/#x",
    "https://app.example/#",
    "https://app.example/a b",
    "https://app.example\\@evil.example/",
  ],
  ...[
    "https://app.example/\u0000",
    "https://app.example/\n",
    " https://app.example/",
    "javascript:alert(1)",
    "data:,x",
  ],
  ...["file:///x", "evil://x", "about:blank", "blob:https://app.example/x", "//app.example/", "/cb", "app.example", ""],
  ...[`https://app.example/${"x".repeat(2048)}`],
])("%j may not", (uri) => {
  expect(mayRegister(uri)).toBe(false);
});

it.each([undefined, null, 1, {}, ["https://app.example/"]])("%j is no redirect URI at all", (uri) => {
  expect(mayRegister(uri)).toBe(false);
});

it("a person is shown where the answer goes", () => {
  expect(redirectHost("https://claude.ai/api/mcp/auth_callback")).toBe("claude.ai");
  expect(redirectHost("http://127.0.0.1:33418/")).toBe("127.0.0.1:33418");
  expect(redirectHost("cursor://anysphere.cursor-mcp/cb")).toBe("anysphere.cursor-mcp");
  expect([isLoopback("http://[::1]:1/"), isLoopback("https://app.example/")]).toEqual([true, false]);
});
