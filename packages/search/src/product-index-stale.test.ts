import type { Product } from "@shop/core";
import { expect, it } from "vitest";
import { ProductIndex } from "./product-index.ts";

it("ignores an older version of a product that was delisted since", () => {
  const index = new ProductIndex();
  const kettle = {
    productId: "prod-1",
    name: "Kettle",
    description: "",
    category: "Home",
    status: "active",
  } as Product;
  index.apply({ ...kettle, status: "delisted", updatedAt: "2026-01-03T00:00:00.000Z" });
  index.apply({ ...kettle, updatedAt: "2026-01-02T00:00:00.000Z" });
  expect(index.size).toBe(0);
});
