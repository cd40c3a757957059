import { expect, it } from "vitest";
import { Lately } from "./lately.ts";

it("lets the least lately used go when there is too much", () => {
  const lately = new Lately<string, number>(10);
  lately.put("a", 1, 4);
  lately.put("b", 2, 4);
  lately.get("a");
  lately.put("c", 3, 4);
  expect(["a", "b", "c"].map((key) => lately.get(key))).toEqual([1, undefined, 3]);
});

it("weighs what it has, not what it had", () => {
  const lately = new Lately<string, number>(10);
  for (let round = 0; round < 5; round += 1) lately.put("a", round, 6);
  lately.put("b", 0, 4);
  expect([lately.get("a"), lately.get("b")]).toEqual([4, 0]);
  lately.drop("a");
  lately.drop("nothing");
  lately.put("c", 0, 6);
  expect([lately.get("b"), lately.get("c")]).toEqual([0, 0]);
  lately.clear();
  lately.put("d", 0, 10);
  expect(lately.get("d")).toBe(0);
});

it("gives back what is too heavy to be kept", () => {
  const lately = new Lately<string, number>(10);
  expect(lately.put("a", 1, 11)).toBe(1);
  expect(lately.get("a")).toBeUndefined();
});
