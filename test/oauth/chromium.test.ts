import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { Browser, Page, Request } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ask, registerApp } from "../support/oauth/app.ts";
import { chromiumPath, openChromium } from "../support/oauth/chromium.ts";
import { openPlace, type Place } from "../support/oauth/place.ts";
import { connectSdk1 } from "../support/oauth/sdk-apps.ts";
import { timeout, wholeWays } from "../support/oauth/whole-way.ts";

if (!chromiumPath) console.warn("Skipped: the sign-in in a real browser. No Chromium is found here.");

/** Keeps what the documentation shows: SCREENSHOTS names the folder. */
async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env["SCREENSHOTS"];
  if (!folder) return;
  await page.setViewportSize({ width: 560, height: 760 });
  await page.screenshot({ path: `${folder}/${name}.png` });
}

async function fillIn(page: Page): Promise<void> {
  await page.getByLabel("Email").fill("demo1@example.com");
  await page.getByLabel("Password").fill("Demo123!");
}

describe.skipIf(!chromiumPath)("in a real browser", () => {
  let place: Place;
  let browser: Browser;
  let app: Server;
  /** A page of another site. */
  let evil = "";
  const evilUrl = "http://127.0.0.1:41777/evil";
  const complaints: string[] = [];

  beforeAll(async () => {
    place = await openPlace();
    browser = await openChromium();
    app = createServer(({ url }, response) => {
      response.setHeader("content-type", "text/html").end(url === "/evil" ? evil : "<h1>Connected</h1>");
    });
    app.listen(41_777, "127.0.0.1");
    await once(app, "listening");
  });
  afterAll(async () => {
    await browser.close();
    app.closeAllConnections();
    app.close();
    expect(place.stage.failures).toEqual([]);
    expect(complaints).toEqual([]);
    await place[Symbol.asyncDispose]();
  });

  /** A page in a browser of its own; what it complains of is not counted. */
  const attackedPage = async (): Promise<Page> => (await browser.newContext({ colorScheme: "light" })).newPage();

  async function newPage(): Promise<Page> {
    const page = await attackedPage();
    page.on("console", (message) => {
      // Of the shop's pages: the one that mcp-remote shows may be gone before its icon is asked for.
      const ours = message.location().url.startsWith(place.url);
      if (message.type() === "error" && ours) complaints.push(message.text());
    });
    return page;
  }

  /** Where the browser goes when it leaves the shop with an answer. */
  const isAnswer = (request: Request): boolean =>
    request.isNavigationRequest() &&
    !request.url().startsWith(place.url) &&
    new URL(request.url()).searchParams.has("code");

  async function allow(page: Page, address: string): Promise<URL> {
    await page.goto(address);
    expect(await page.getByRole("heading").textContent()).toMatch(/^Allow “.+” to use your shop account\?$/);
    await picture(page, "consent");
    await page.getByRole("button", { name: "Allow" }).click();
    await fillIn(page);
    await picture(page, "sign-in");
    const answering = page.waitForRequest(isAnswer);
    await page.getByRole("button", { name: "Sign in" }).click();
    const answer = await answering;
    // mcp-remote names its redirect URI a moment before it listens there.
    for (let tries = 0; (await answer.response().catch(() => null)) === null && tries < 100; tries++)
      if (await page.goto(answer.url()).catch(() => page.waitForTimeout(50))) break;
    return new URL(answer.url());
  }

  it.each(wholeWays)("$app goes from a search without a name to an order, and out again", { timeout }, ({ go }) =>
    go(place.url, async (address) => allow(await newPage(), address)),
  );

  it("a person sees who acts for them, and throws it out", async () => {
    await using client = await connectSdk1(`${place.url}/mcp`);
    await expect(client.call("get_order_history", {})).rejects.toThrow(/Unauthorized/i);
    const page = await newPage();
    await client.finish(await allow(page, String(client.memory.asked)));
    expect((await client.call("get_order_history", {})).structuredContent).toMatchObject({ success: true });

    await page.goto(`${place.url}/oauth/apps`);
    await fillIn(page);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("heading", { name: "Connected apps" }).waitFor();
    await picture(page, "connected-apps");
    await page.getByRole("button", { name: "Remove access" }).first().click();
    await page.getByText("There are none").waitFor();
    await expect(client.call("get_order_history", {})).rejects.toThrow(/Unauthorized/i);
  });

  it("no other site can hold a consent page in a frame", async () => {
    const page = await attackedPage();
    await page.goto(ask(place.url, await registerApp(place.url)).url);
    const pages = [page.url(), `${place.url}/oauth/consent/x`, `${place.url}/oauth/authorize`, `${place.url}/`];
    evil = pages.map((url) => `<iframe src="${url}"></iframe>`).join("");
    await page.goto(evilUrl);
    expect(page.frames()).toHaveLength(1 + pages.length);
    for (const frame of page.frames().slice(1)) expect(await frame.content()).not.toContain("<main>");
  });

  it("no other site can answer a consent page in a person's place", async () => {
    const page = await attackedPage();
    await page.goto(ask(place.url, await registerApp(place.url)).url);
    const consent = page.url();
    expect(consent).toContain("/oauth/consent/");
    evil = `<form method="post" action="${consent}"><input name="decision" value="allow"></form><script>document.forms[0].submit()</script>`;
    const answered = page.waitForResponse((response) => response.request().method() === "POST");
    await page.goto(evilUrl);
    expect((await answered).status()).toBe(403);
  });
});
