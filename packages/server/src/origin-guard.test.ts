import { describe, expect, it } from "vitest";
import type { Settings } from "./backend.ts";
import { checkOrigin } from "./origin-guard.ts";

const settings = {
  version: "1.0.0",
  publicUrl: "https://shop.example",
  authorizationServer: "https://issuer.example",
  allowedOrigins: ["https://friend.example"],
  loopbackOnly: false,
  requestDeadlineMs: 1000,
} as Settings;
const local: Settings = { ...settings, publicUrl: "http://localhost:8000", allowedOrigins: [], loopbackOnly: true };

const from = (headers: Record<string, string>, url = "https://shop.example/mcp") =>
  ({ url, headers: new Headers(headers) }) as Request;
const passes = (where: Settings, headers: Record<string, string>, url?: string) =>
  checkOrigin(where, from(headers, url)).ok;

describe("a public server", () => {
  it.each([{}, { origin: "https://shop.example" }, { origin: "https://friend.example" }])("serves %j", (headers) => {
    expect(passes(settings, headers)).toBe(true);
  });

  it.each([
    "https://evil.example",
    "http://shop.example",
    "https://shop.example:444",
    "https://shop.example.evil.example",
    "https://friend.example/",
    "https://FRIEND.example.evil",
    "http://localhost:8000",
    "null",
    "",
    "chrome-extension://abc",
  ])("refuses pages of %j", (origin) => {
    expect(checkOrigin(settings, from({ origin }))).toEqual({
      ok: false,
      rejection: { code: "forbidden_origin", message: "Requests from this origin are not allowed" },
    });
  });

  it("serves under any name that a proxy in front of it may use", () => {
    expect(passes(settings, { host: "10.0.0.7:8000" })).toBe(true);
  });
});

describe("a server on loopback", () => {
  it.each(["localhost", "localhost:8000", "LOCALHOST:9", "127.0.0.1:8000", "[::1]:8000"])("serves as %s", (host) => {
    expect(passes(local, { host })).toBe(true);
  });

  it.each([
    "evil.example",
    "evil.example:8000",
    "localhost.evil.example",
    "127.0.0.1.evil.example:8000",
    "xlocalhost",
    "127.0.0.2",
    "0.0.0.0:8000",
    "localhost:8000:evil",
    "localhost@evil.example",
  ])("refuses to be %s: a name that was rebound to this machine", (host) => {
    expect(passes(local, { host })).toBe(false);
  });

  it("serves as the public name it was given", () => {
    const tunnel = { ...local, publicUrl: "https://tunnel.example" };
    expect(passes(tunnel, { host: "tunnel.example" })).toBe(true);
    expect(passes(tunnel, { host: "other.example" })).toBe(false);
  });

  it("judges by the address where no host is named", () => {
    expect(passes(local, {}, "http://127.0.0.1:8000/mcp")).toBe(true);
    expect(passes(local, {}, "http://evil.example/mcp")).toBe(false);
  });

  it.each([
    ["http://localhost:5173", true],
    ["http://127.0.0.1:6274", true],
    ["http://[::1]:3000", true],
    ["https://evil.example", false],
    ["http://localhost.evil.example", false],
    ["null", false],
    ["not an origin", false],
  ])("takes pages of %s: %s", (origin, expected) => {
    expect(passes(local, { host: "localhost:8000", origin })).toBe(expected);
  });
});
