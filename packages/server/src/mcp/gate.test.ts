import { type Customer, shopScopes, tools } from "@shop/core";
import { describe, expect, it } from "vitest";
import type { Identity } from "../backend.ts";
import { shopTools } from "../tool-set.ts";
import { checkAccess, toolsCalledBy } from "./gate.ts";

const customer: Customer = { customerId: "cust-001", email: "ada@example.com", paymentMethods: [] };
const ada: Identity = { subject: "s", clientId: "c", groups: [], scopes: shopScopes, isOwn: true, customer };
const stranger: Identity = { ...ada, customer: undefined };

const call = (name: unknown) => ({ jsonrpc: "2.0", id: 1, method: "tools/call", params: { name, arguments: {} } });
const verdict = (body: unknown, identity?: Identity) => {
  const outcome = checkAccess(toolsCalledBy(body, shopTools), shopTools, identity);
  return outcome.ok ? "ok" : outcome.rejection.code;
};
const closed = tools.filter(({ access }) => access === "customer").map(({ name }) => name);
const open = tools.filter(({ access }) => access === "public").map(({ name }) => name);

describe("the gate before MCP", () => {
  it("knows tools of both kinds", () => {
    expect(closed).toContain("order_product");
    expect(open).toContain("search_products");
  });

  it.each(closed)("opens %s to customers only", (name) => {
    expect(verdict(call(name))).toBe("authentication_required");
    expect(verdict(call(name), stranger)).toBe("insufficient_scope");
    expect(verdict(call(name), ada)).toBe("ok");
  });

  it.each(open)("opens %s to everybody", (name) => {
    expect([verdict(call(name)), verdict(call(name), stranger), verdict(call(name), ada)]).toEqual(["ok", "ok", "ok"]);
  });

  it.each(["initialize", "tools/list", "ping", "server/discover", "notifications/initialized", "resources/read"])(
    "lets everybody send %s",
    (method) => {
      expect(verdict({ jsonrpc: "2.0", id: 1, method, params: { name: "order_product" } })).toBe("ok");
    },
  );

  it("closes for a batch with one message that is closed, wherever it stands", () => {
    const list = { jsonrpc: "2.0", id: 1, method: "tools/list" };
    expect(verdict([list, call("search_products"), call("order_product"), list])).toBe("authentication_required");
    expect(verdict([call("search_products"), list])).toBe("ok");
    expect(verdict([])).toBe("ok");
  });

  it("closes for a call without an id too: nothing is done on the quiet", () => {
    const { id: _, ...notification } = call("order_product");
    expect(verdict(notification)).toBe("authentication_required");
  });

  it("closes whatever the arguments are, or whether there are any", () => {
    for (const params of [{ name: "order_product" }, { name: "order_product", arguments: null, extra: [] }])
      expect(verdict({ method: "tools/call", params })).toBe("authentication_required");
  });

  it.each([
    ["a method in other case", { ...call("order_product"), method: "Tools/Call" }],
    ["a tool in other case", call("Order_Product")],
    ["a tool with a blank", call("order_product ")],
    ["a tool that does not exist", call("drop_tables")],
    ["a name from a prototype", call("constructor")],
    ["a name that is a list", call(["order_product"])],
    ["a name that is an object", call({ toString: "order_product" })],
    ["a call without a name", call(undefined)],
    ["parameters that are null", { method: "tools/call", params: null }],
    ["parameters that are a list", { method: "tools/call", params: ["order_product"] }],
    ["no parameters", { method: "tools/call" }],
    ["a list in a list", [[call("order_product")]]],
    ["nothing", null],
    ["a text", "tools/call"],
    ["a number", 5],
    ["a list of odd things", [null, 1, "x", [], {}]],
  ])("leaves to the server, which calls no tool for it: %s", (_, body) => {
    expect(verdict(body)).toBe("ok");
  });
});
