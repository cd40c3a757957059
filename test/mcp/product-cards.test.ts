import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { describeEachDoor, openDoor } from "../support/doors.ts";
import { callMcp } from "../support/faults-calls.ts";
import { openCardHost } from "../support/mcp/card-host.ts";
import { type Era, eras, send } from "../support/mcp/wire.ts";
import { chromiumPath, openChromium } from "../support/oauth/chromium.ts";
import { type Floor, openFloor } from "../support/shop/floor.ts";

const uri = "ui://shop/products.html";
const mimeType = "text/html;profile=mcp-app";
const nothing = { connectDomains: [], resourceDomains: [], frameDomains: [], baseUriDomains: [] };

const ask = async ({ door, staffToken }: Floor, era: Era, [method, params = {}, staff = false]: Question) => {
  const way = staff ? { path: "/mcp/staff", token: staffToken } : {};
  return (await send(door, era, { method, params, ...way })).message;
};
type Question = [method: string, params?: Record<string, unknown>, staff?: boolean];

describeEachDoor((open) => {
  let floor: Floor;
  beforeAll(async () => {
    floor = await openFloor(open);
  });
  afterAll(async () => {
    await floor.close();
    expect(floor.stage.failures).toEqual([]);
  });

  it.each(eras)("tells hosts in %s which tools are drawn and by which page, and gives them the page", async (era) => {
    const { tools } = (await ask(floor, era, ["tools/list"])).result;
    const drawn = tools.filter((tool: object) => "_meta" in tool);
    expect(drawn.map(({ name, _meta }: any) => [name, _meta])).toEqual(
      ["search_products", "get_product"].map((name) => [name, { ui: { resourceUri: uri } }]),
    );

    const { resources } = (await ask(floor, era, ["resources/list"])).result;
    const card = resources.find((resource: { uri: string }) => resource.uri === uri);
    expect(card).toMatchObject({ name: "product-cards", mimeType, _meta: { ui: { csp: nothing } } });

    const { contents, ...hints } = (await ask(floor, era, ["resources/read", { uri }])).result;
    const meta = { ui: { csp: nothing, prefersBorder: false } };
    expect(contents).toEqual([
      { uri, mimeType, text: expect.stringMatching(/^<!doctype html>.*<\/html>$/s), _meta: meta },
    ]);
    expect(Buffer.byteLength(contents[0].text)).toBeLessThan(15_000);
    expect(hints).toMatchObject(era === "2026-07-28" ? { ttlMs: 300_000, cacheScope: "public" } : {});
  });

  it("says that it speaks MCP Apps, in both eras", async () => {
    const extensions = { "io.modelcontextprotocol/ui": { mimeTypes: [mimeType] } };
    const clientInfo = { name: "test", version: "1" };
    const hello = { protocolVersion: "2025-11-25", capabilities: {}, clientInfo };
    for (const message of [
      await ask(floor, "2026-07-28", ["server/discover"]),
      await ask(floor, "2025-11-25", ["initialize", hello]),
    ])
      expect(message.result.capabilities).toMatchObject({ extensions });
  });

  it.each(eras)("has nothing to draw for the staff in %s", async (era) => {
    const { tools } = (await ask(floor, era, ["tools/list", {}, true])).result;
    expect(tools.filter((tool: object) => "_meta" in tool)).toEqual([]);
    expect((await ask(floor, era, ["resources/read", { uri }, true])).error.code).toBe(-32_601);
  });
});

if (!chromiumPath) console.warn("Skipped: product cards in a real browser. No Chromium is found here.");

describe.skipIf(!chromiumPath)("in a real browser, the cards", () => {
  let floor: Floor;
  let browser: Browser;
  let html: string;
  beforeAll(async () => {
    floor = await openFloor((app) => openDoor("container", app));
    browser = await openChromium();
    html = (await ask(floor, "2026-07-28", ["resources/read", { uri }])).result.contents[0].text;
  });
  afterAll(async () => {
    await browser.close();
    await floor.close();
  });

  const host = (colorScheme: "light" | "dark" = "light") => openCardHost(browser, html, colorScheme);
  const result = async (tool: string, args: object) => ({
    method: "ui/notifications/tool-result",
    params: (await callMcp(floor.door, tool, args)).message.result,
  });

  it("open with the handshake, and show what was found", async () => {
    const { page, view, requests, send, heard } = await host();
    expect((await heard()).slice(0, 2)).toMatchObject([
      { method: "ui/initialize", params: { protocolVersion: "2026-01-26", appInfo: { name: "product-cards" } } },
      { method: "ui/notifications/initialized" },
    ]);
    const search = await result("search_products", { query: "laptop", limit: 6 });
    await send(search);
    const cards = view.getByRole("listitem");
    await cards.first().waitFor();
    const { products } = search.params.structuredContent;
    expect(products.length).toBeGreaterThan(1);
    expect(await view.getByRole("heading").allTextContents()).toEqual(products.map(({ name }: any) => name));
    const [{ price, stock_quantity, rating }] = products;
    const first = await cards.first().textContent();
    expect(first).toContain(price.toLocaleString("en-US", { style: "currency", currency: "USD" }));
    expect(first).toContain(`★ ${rating.value} of 5 (${rating.count})`);
    expect(first).toMatch(new RegExp(`${stock_quantity} (in stock|left)|Out of stock`));
    const folder = process.env["SCREENSHOTS"];
    await page.waitForFunction(() => (globalThis as any).document.querySelector("iframe").offsetHeight > 200);
    if (folder) await page.locator("iframe").screenshot({ path: `${folder}/product-cards.png` });
    expect(requests).toEqual([]);
  });

  it("shows what a seller wrote as text: nothing of it runs, loads or reorders", async () => {
    const attack =
      "<img src=https://evil.example/x onerror=\"parent.postMessage({method:'ran'},'*')\"><script>x</script>";
    const written = { name: `Mug\u202e ${attack}`, category: attack, description: `\u2066Nice\u2069 ${attack}` };
    const product_id = await floor.product({ ...written, options: { color: attack } });
    const { view, requests, send, heard } = await host();
    await send(await result("get_product", { product_id }));
    const card = view.getByRole("listitem");
    await card.waitFor();
    expect(await view.getByRole("heading").textContent()).toBe(`Mug ${attack}`);
    expect(await card.locator(".soft").allTextContents()).toEqual([attack, attack, `Nice ${attack}`, "No ratings yet"]);
    expect(await view.locator("img, ul script").count()).toBe(0);
    await view.waitForTimeout(200);
    expect((await heard()).map(({ method }) => method)).not.toContain("ran");
    expect(requests).toEqual([]);
  });

  it("would run and load nothing even if text became markup", async () => {
    const { view, requests, heard } = await host();
    const ran = "parent.postMessage({method:'ran'},'*')";
    const markup = `<img src="https://evil.example/x" onerror="${ran}"><svg onload="${ran}"></svg><form action="https://evil.example/"></form>`;
    await view.evaluate((text) => {
      const { document } = globalThis as any;
      document.body.insertAdjacentHTML("beforeend", text);
      const script = document.createElement("script");
      script.textContent = "parent.postMessage({method:'ran'},'*')";
      document.body.append(script);
      document.forms[0].submit();
    }, markup);
    await view.waitForTimeout(200);
    expect(await view.locator("img").count()).toBe(1);
    expect((await heard()).map(({ method }) => method)).not.toContain("ran");
    expect(requests).toEqual([]);
  });

  it("say what a refusal says, and that nothing was found", async () => {
    const { view, send } = await host();
    const status = view.getByRole("status");
    await send(await result("get_product", { product_id: "prod-none" }));
    await status.getByText("Product not found").waitFor();
    await send(await result("search_products", { query: "zzzzqqqq" }));
    await status.getByText("No products found").waitFor();
    expect(await view.getByRole("listitem").count()).toBe(0);
  });

  it("follow the host from light to dark", async () => {
    const { page, view, send } = await host("light");
    const paper = () =>
      view.evaluate(() => (globalThis as any).getComputedStyle((globalThis as any).document.body).backgroundColor);
    expect(await paper()).toBe("rgb(251, 250, 247)");
    await send({ method: "ui/notifications/host-context-changed", params: { theme: "dark" } });
    await send(await result("search_products", { limit: 3 }));
    await view.getByRole("listitem").first().waitFor();
    expect(await paper()).toBe("rgb(20, 24, 29)");
    const folder = process.env["SCREENSHOTS"];
    if (folder) await page.locator("iframe").screenshot({ path: `${folder}/product-cards-dark.png` });
  });

  it("answer their host, and nobody else", async () => {
    const { page, view, send, hear } = await host();
    await send({ id: 7, method: "ui/resource-teardown", params: {} });
    expect(await hear({ id: 7 })).toMatchObject({ result: {} });
    await send({ id: 8, method: "tools/list" });
    expect(await hear({ id: 8 })).toMatchObject({ error: { code: -32_601 } });
    const forged = { structuredContent: { success: true, products: [{ product_id: "x", name: "Forged", price: 1 }] } };
    const message = { jsonrpc: "2.0", method: "ui/notifications/tool-result", params: forged };
    await page.evaluate((given) => {
      const { document } = globalThis as any;
      const other = document.body.appendChild(document.createElement("iframe"));
      other.contentWindow.eval(`top.frames[0].postMessage(${JSON.stringify(given)}, "*")`);
    }, message);
    await view.waitForTimeout(200);
    expect(await view.getByText("Forged").count()).toBe(0);
  });
});
