import { expect, it, vi } from "vitest";
import { openProduct } from "../support/mcp/plain-shop.ts";

const asked = vi.hoisted(() => ({ older: 0, newer: 0 }));

vi.mock("../../packages/server/src/mcp/legacy.ts", async (original) => {
  const { answerLegacy } = await original<typeof import("../../packages/server/src/mcp/legacy.ts")>();
  const counted: typeof answerLegacy = (...given) => {
    asked.older += 1;
    return answerLegacy(...given);
  };
  return { answerLegacy: counted };
});

vi.mock("../../packages/server/src/mcp/modern.ts", async (original) => {
  const { createModernHandler } = await original<typeof import("../../packages/server/src/mcp/modern.ts")>();
  const counted: typeof createModernHandler = (...given) => {
    const handler = createModernHandler(...given);
    const fetch: typeof handler.fetch = (...request) => {
      asked.newer += 1;
      return handler.fetch(...request);
    };
    return { ...handler, fetch };
  };
  return { createModernHandler: counted };
});

const own = "io.modelcontextprotocol/";
const newer = "2026-07-28";
const json = { "content-type": "application/json" };

const older = (method: string, params: object, id: number, version = "2025-11-25") => ({
  headers: { ...json, "mcp-protocol-version": version },
  text: JSON.stringify({ jsonrpc: "2.0", id, method, params }),
});

function newerCall(params: { readonly name: string }, id: number, client = "a") {
  const _meta = {
    [`${own}protocolVersion`]: newer,
    [`${own}clientInfo`]: { name: client, version: "1" },
    [`${own}clientCapabilities`]: {},
    progressToken: id,
  };
  const named = { "mcp-method": "tools/call", "mcp-name": params.name };
  return {
    headers: { ...json, "mcp-protocol-version": newer, ...named },
    text: JSON.stringify({ jsonrpc: "2.0", id, method: "tools/call", params: { ...params, _meta } }),
  };
}

it("asks the SDKs once for each kind of request, whatever is called, and again for a new kind of client", async () => {
  const product = openProduct();
  const search = { name: "search_products", arguments: { query: "lamp" } };
  const ids: unknown[] = [];
  const send = async (sent: Parameters<typeof product>[0]) => ids.push(((await product(sent)).body as any).id);
  for (const id of [1, 2, 3]) await send(older("tools/call", search, id));
  await send(older("tools/call", { name: "get_product", arguments: { product_id: "prod-x" } }, 4));
  expect(asked).toEqual({ older: 1, newer: 0 });
  for (const id of [5, 6]) await send(older("tools/list", {}, id));
  await send(older("tools/call", search, 7, "2025-06-18"));
  expect(asked).toEqual({ older: 3, newer: 0 });
  for (const id of [8, 9, 10]) await send(newerCall(search, id));
  expect(asked).toEqual({ older: 3, newer: 1 });
  await send(newerCall(search, 11, "another"));
  expect(asked).toEqual({ older: 3, newer: 2 });
  expect(ids).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
});

it("forgets rather than grows when a stranger keeps inventing clients, and does not keep overlong ones", async () => {
  const product = openProduct();
  const before = asked.newer;
  const search = { name: "search_products" };
  await product(newerCall(search, 0, "first"));
  for (let n = 1; n <= 200; n += 1) await product(newerCall(search, n, `client ${n}`));
  await product(newerCall(search, 201, "first"));
  expect(asked.newer - before).toBe(202);
  for (const id of [1, 2]) await product(newerCall(search, id, "x".repeat(2000)));
  expect(asked.newer - before).toBe(204);
});

it("asks the SDK on every call that it has refused", async () => {
  const product = openProduct();
  const before = asked.older;
  for (const id of [1, 2, 3]) await product(older("tools/call", { name: "no_such_tool" }, id));
  expect(asked.older - before).toBe(3);
});
