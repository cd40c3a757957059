import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lenient } from "./lenient.ts";

const schema = {
  type: "object",
  properties: {
    limit: { type: "integer", minimum: 1, maximum: 50 },
    rating: { type: "integer", minimum: 1, maximum: 5 },
    price: { type: "number", minimum: 0 },
    text: { type: "string" },
    flag: { type: "boolean" },
    items: {
      type: "array",
      items: { type: "object", properties: { id: { type: "string" }, quantity: { type: "integer", maximum: 100 } } },
    },
    list: { type: "object", properties: { limit: { type: "integer", maximum: 50 } } },
    numbers: { type: "array", items: { type: "number" } },
  },
};

describe("arguments read leniently", () => {
  it.each([
    ["12", 12],
    ["-3", -3],
    ["19.99", 19.99],
    [" 7 ", 7],
    ["007", 7],
  ])("take the numeric string %j for a number", (sent, meant) => {
    expect(lenient({ price: sent }, schema)).toEqual({ price: meant });
  });

  it.each(["", " ", "twelve", "1,000", "1e3", "0x10", "Infinity", "NaN", "1.", ".5", "+5", "--1", "1 2", "１２"])(
    "leave %j to validation",
    (sent) => {
      expect(lenient({ price: sent }, schema)).toEqual({ price: sent });
    },
  );

  it("take a limit above the maximum for the maximum, as a string too", () => {
    expect(lenient({ limit: 51 }, schema)).toEqual({ limit: 50 });
    expect(lenient({ limit: "1000" }, schema)).toEqual({ limit: 50 });
    expect(lenient({ limit: 1e308 }, schema)).toEqual({ limit: 50 });
    expect(lenient({ list: { limit: 99 } }, schema)).toEqual({ list: { limit: 50 } });
  });

  it("leave a limit below the minimum, and any other number that is too large, to validation", () => {
    for (const sent of [{ limit: 0 }, { limit: -1 }, { rating: 6 }, { items: [{ quantity: 101 }] }])
      expect(lenient(sent, schema)).toEqual(sent);
  });

  it("look inside lists and the objects in them", () => {
    expect(lenient({ items: [{ id: "1", quantity: "2" }, { quantity: 3 }], numbers: ["4", 5, "x"] }, schema)).toEqual({
      items: [{ id: "1", quantity: 2 }, { quantity: 3 }],
      numbers: [4, 5, "x"],
    });
  });

  it("leave numeric text where text belongs, and arguments that are unknown", () => {
    const sent = { text: "12", flag: "1", unknown: "12", constructor: "12", toString: "12" };
    expect(lenient(sent, schema)).toEqual(sent);
  });

  it("leave what has the wrong shape", () => {
    for (const sent of [null, undefined, 5, "5", [], ["5"], true]) expect(lenient(sent, schema)).toEqual(sent);
    for (const sent of [{ items: "5" }, { items: { quantity: "5" } }, { price: null }, { price: ["5"] }])
      expect(lenient(sent, schema)).toEqual(sent);
  });

  it("keep __proto__ a plain argument and pollute nothing", () => {
    const sent = JSON.parse('{"__proto__": {"polluted": "1"}, "price": "2"}');
    const read = lenient(sent, schema) as Record<string, unknown>;
    expect(Object.hasOwn(read, "__proto__")).toBe(true);
    expect(Object.getPrototypeOf(read)).toBe(Object.prototype);
    expect(read["polluted"]).toBeUndefined();
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
    expect(read["price"]).toBe(2);
  });

  it("do not change what was sent", () => {
    const sent = Object.freeze({ items: Object.freeze([Object.freeze({ quantity: "2" })]), limit: "99" });
    lenient(sent, schema);
    expect(sent).toEqual({ items: [{ quantity: "2" }], limit: "99" });
  });

  it("stay as they are when nothing in them is lenient", () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.string().map((key) => `x${key}`),
          fc.jsonValue(),
        ),
        (sent) => {
          expect(lenient(sent, schema)).toEqual(sent);
        },
      ),
    );
  });
});
