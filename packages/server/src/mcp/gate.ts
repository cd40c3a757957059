import { type Outcome, ok, reject, type Tool, tools } from "@shop/core";
import type { Identity } from "../backend.ts";
import { signInFirst } from "../call-tool.ts";

const closed = new Map(
  tools.filter(({ access }) => access !== "public").map((tool): [string, Tool] => [tool.name, tool]),
);

/**
 * Refuses a message, or a batch with one message in it, that calls a tool which its sender may not: here, at the level
 * of HTTP, where a client learns that it has to sign in. The tools check again for themselves.
 */
export function checkAccess(body: unknown, identity: Identity | undefined): Outcome<true> {
  const called = [body].flat().flatMap((message) => closed.get(calledTool(message) ?? "") ?? []);
  if (called.length > 0 && !identity) return signInFirst;
  if (called.length > 0 && !identity?.customer)
    return reject("insufficient_scope", "This account is not a customer of the shop");
  return ok(true);
}

function calledTool(message: unknown): string | undefined {
  if (typeof message !== "object" || message === null) return undefined;
  const { method, params } = message as { method?: unknown; params?: { name?: unknown } | null };
  return method === "tools/call" && typeof params?.name === "string" ? params.name : undefined;
}
