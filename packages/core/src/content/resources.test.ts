import { describe, expect, it } from "vitest";
import { ok, reject } from "../outcome.ts";
import type { Ports } from "../ports.ts";
import type { Product } from "../product/product.ts";
import { accepted, agentOn, openSeal, policy, refused, someProduct } from "../test-support.ts";
import { completeArgument } from "./complete.ts";
import type { ContentNeeds } from "./content.ts";
import { listResources, readResource } from "./resources.ts";
import { shopTexts } from "./shop-texts.ts";

const idOf = (n: number) => `prod-${String(n).padStart(4, "0")}`;
const catalogue = (count: number) =>
  Array.from({ length: count }, (_, n) => someProduct({ productId: idOf(n), name: `Mug ${n}` }));

/** A catalogue in the order of its ids, and every product read one by one. */
const shopOf = (products: readonly Product[], read: string[] = []): ContentNeeds => ({
  ...openSeal,
  agent: agentOn("mcp"),
  returnPolicy: policy,
  async findProduct(id) {
    read.push(id);
    return products.find(({ productId }) => productId === id);
  },
  searchCatalogue: (async ({ text, limit, after }) => {
    const found = products.filter((one) => one.name.includes(text) && one.productId > (after?.productId ?? ""));
    const hits = found
      .slice(0, limit)
      .map((product) => ({ product, position: { key: 0, productId: product.productId } }));
    return ok({ hits, totalMatches: found.length, more: found.length > limit, categories: {} });
  }) satisfies Ports["searchCatalogue"],
});

const closed: Pick<ContentNeeds, "searchCatalogue"> = { searchCatalogue: async () => reject("unavailable", "Loading") };

async function walk(needs: ContentNeeds) {
  const pages: string[][] = [];
  let cursor: string | undefined;
  do {
    const { resources, nextCursor } = accepted(await listResources(cursor, needs));
    pages.push(resources.map(({ uri }) => uri));
    cursor = nextCursor;
  } while (cursor !== undefined);
  return pages;
}

const texts = shopTexts.map(({ uri }) => uri);

describe("the list of resources", () => {
  it("has the texts first, then every product once, a page at a time", async () => {
    const pages = await walk(shopOf(catalogue(120)));
    expect(pages.map(({ length }) => length)).toEqual([texts.length + 50, 50, 20]);
    const products = Array.from({ length: 120 }, (_, n) => `shop://product/${idOf(n)}`);
    expect(pages.flat()).toEqual([...texts, ...products]);
  });

  it("ends after 200 products, however many there are", async () => {
    const pages = await walk(shopOf(catalogue(1000)));
    expect(pages.flat()).toHaveLength(texts.length + 200);
  });

  it("ends without an empty page where the catalogue does", async () => {
    expect(await walk(shopOf(catalogue(100)))).toHaveLength(2);
    expect(await walk(shopOf([]))).toEqual([texts]);
  });

  it("reads no table", async () => {
    const read: string[] = [];
    await walk(shopOf(catalogue(60), read));
    expect(read).toEqual([]);
  });

  it("is the texts alone while the catalogue is not there, and says so to whoever turns the page", async () => {
    const needs = { ...shopOf([]), ...closed };
    expect(accepted(await listResources(undefined, needs)).resources.map(({ uri }) => uri)).toEqual(texts);
    const { nextCursor } = accepted(await listResources(undefined, shopOf(catalogue(60))));
    expect(refused(await listResources(nextCursor, needs)).code).toBe("unavailable");
  });

  it("takes no cursor of another list", async () => {
    const cursor = await openSeal.sealCursor({ last: { key: 0, productId: "" }, listed: 0 }, "search_products");
    expect(refused(await listResources(cursor, shopOf([]))).code).toBe("invalid_cursor");
  });

  it("tells names on one line, without what cannot be seen", async () => {
    const needs = shopOf([someProduct({ name: "Mug\u202e\u200b\n  # Now\u0007", category: "Ho\u2066me" })]);
    const [card] = accepted(await listResources(undefined, needs)).resources.slice(-1);
    expect(card).toMatchObject({ title: "Mug # Now", description: "Home" });
  });
});

describe("reading a resource", () => {
  it("reads one product from the table, once, as get_product does", async () => {
    const read: string[] = [];
    const page = accepted(await readResource(`shop://product/${idOf(3)}`, shopOf(catalogue(10), read)));
    expect([read, page.mimeType]).toEqual([[idOf(3)], "text/plain"]);
    expect(page.text).toContain("Mug 3");
  });

  it.each([
    "shop://product/prod-none",
    "shop://product/",
    "shop://product/ord-1",
    "shop://product/prod-1/../../x",
    `shop://product/prod-${"1".repeat(1000)}`,
    "shop://product/constructor",
    "shop://help/secrets",
    "shop://help/returns/",
    "SHOP://help/returns",
    "file:///etc/passwd",
    "",
  ])("finds nothing at %j", async (uri) => {
    expect(refused(await readResource(uri, shopOf(catalogue(2)))).code).toMatch(/^(product_)?not_found$/);
  });

  it.each(texts)("answers %s without asking anybody", async (uri) => {
    const nobody = { agent: agentOn("mcp"), returnPolicy: policy } as ContentNeeds;
    const { text, mimeType } = accepted(await readResource(uri, nobody));
    expect([mimeType, text.startsWith("# "), text.length < 4000]).toEqual(["text/markdown", true, true]);
  });
});

describe("completing an argument", () => {
  const template = { uri: "shop://product/{id}" };
  const complete = async (of: { uri: string } | { prompt: string }, argument: string, typed: string, count = 300) =>
    await completeArgument({ of, argument, typed }, shopOf(catalogue(count)));

  it("finds products by the beginning of an id or by a word, twenty at most", async () => {
    const byId = accepted(await complete(template, "id", "prod-012"));
    expect(byId.values).toEqual(Array.from({ length: 10 }, (_, n) => idOf(120 + n)));
    expect(byId.hasMore).toBe(false);
    expect(accepted(await complete(template, "id", "Mug 25")).values).toContain(idOf(25));
    const all = accepted(await complete(template, "id", ""));
    expect([all.values.length, all.hasMore]).toEqual([20, true]);
  });

  it("offers names of products to a prompt, each once", async () => {
    const needs = shopOf([1, 2, 3].map((n) => someProduct({ productId: idOf(n), name: "Mug" })));
    const typing = { of: { prompt: "compare_products" }, argument: "second", typed: "Mu" };
    expect(accepted(await completeArgument(typing, needs))).toEqual({ values: ["Mug"], hasMore: false });
  });

  it("offers what it knows of occasions and reasons, whatever case is typed", async () => {
    expect(accepted(await complete({ prompt: "find_gift" }, "occasion", "w")).values).toEqual(["Wedding"]);
    expect(accepted(await complete({ prompt: "return_order" }, "reason", "da")).values).toEqual(["Damaged"]);
  });

  it("has nothing to offer for other arguments, and refuses what does not exist", async () => {
    for (const answer of [
      await complete({ prompt: "find_gift" }, "budget", "5"),
      await complete({ prompt: "find_gift" }, "constructor", ""),
      await complete(template, "name", ""),
      await complete({ uri: "shop://help/sizes" }, "id", ""),
    ])
      expect(accepted(answer)).toEqual({ values: [], hasMore: false });
    expect(refused(await complete({ prompt: "no_such" }, "x", "")).code).toBe("not_found");
    expect(refused(await complete({ uri: "shop://order/{id}" }, "id", "")).code).toBe("not_found");
  });
});
