import { type Outcome, ok, type Tool } from "@shop/core";
import type { Identity } from "../backend.ts";
import { refuseCaller, signInFirst } from "../call-tool.ts";
import { refuseEntry, type ToolSet } from "../tool-set.ts";

/**
 * Refuses a message, or a batch with one message in it, that calls a tool which its sender may not: here, at the level
 * of HTTP, where a client learns that it has to sign in. The tools check again for themselves.
 */
export function checkAccess(called: Called, among: ToolSet, identity: Identity | undefined): Outcome<true> {
  const closed = refuseEntry(among, identity);
  if (closed) return closed;
  if (!identity) return called.some((tool) => tool && tool.access !== "public") ? signInFirst : ok(true);
  return called.map((tool) => tool && refuseCaller(tool, identity)).find((refused) => refused) ?? ok(true);
}

/** What each message calls: a tool, or (`undefined`) something else. */
export const toolsCalledBy = (body: unknown, among: ToolSet): Called =>
  (Array.isArray(body) ? body : [body]).map((message) => among.byName.get(calledTool(message) ?? ""));

type Called = readonly (Tool | undefined)[];

function calledTool(message: unknown): string | undefined {
  if (typeof message !== "object" || message === null) return undefined;
  const { method, params } = message as { method?: unknown; params?: { name?: unknown } | null };
  return method === "tools/call" && typeof params?.name === "string" ? params.name : undefined;
}
