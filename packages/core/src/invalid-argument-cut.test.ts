import { expect, it } from "vitest";
import { searchProducts } from "./product/search-products.ts";
import { refused } from "./test-support.ts";

it("cuts a long name between characters, not within one", async () => {
  const refusal = refused(await searchProducts.call({ [`${"x".repeat(99)}👍`]: 1 }, {} as never));
  expect(refusal.message.isWellFormed()).toBe(true);
});
