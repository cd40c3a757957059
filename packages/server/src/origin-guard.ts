import { type Outcome, ok, reject } from "@shop/core";
import type { Settings } from "./backend.ts";

const loopback = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i;

/**
 * Refuses pages of other sites (Origin), and names that only pretend to be this machine (Host, on a loopback server):
 * DNS rebinding. Programs send no Origin. Source: MCP 2026-07-28, Streamable HTTP, security.
 */
export function checkOrigin(
  { publicUrl, allowedOrigins, loopbackOnly }: Settings,
  { headers, url }: Request,
  openToPages = false,
): Outcome<true> {
  const host = headers.get("host") ?? new URL(url).host;
  if (loopbackOnly && !loopback.test(host) && host !== new URL(publicUrl).host) return foreign;
  const origin = headers.get("origin");
  if (openToPages || origin === null || origin === new URL(publicUrl).origin || allowedOrigins.includes(origin))
    return ok(true);
  const local = loopbackOnly && URL.canParse(origin) && loopback.test(new URL(origin).host);
  return local ? ok(true) : foreign;
}

const foreign = reject("forbidden_origin", "Requests from this origin are not allowed");
