import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { registerApp } from "../support/oauth/app.ts";
import { chromiumPath, openChromium } from "../support/oauth/chromium.ts";
import { openPlace, type Place } from "../support/oauth/place.ts";
import { sdkApps } from "../support/oauth/sdk-apps.ts";

const laptop = "prod-e9075764";
if (!chromiumPath) console.warn("Skipped: the sign-in in a real browser. No Chromium is found here.");

/** Keeps what the documentation shows: SCREENSHOTS names the folder. */
async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env["SCREENSHOTS"];
  if (!folder) return;
  await page.setViewportSize({ width: 560, height: 760 });
  await page.screenshot({ path: `${folder}/${name}.png` });
}

async function signIn(page: Page, email = "demo1@example.com"): Promise<void> {
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill("Demo123!");
  await picture(page, "sign-in");
  await page.getByRole("button", { name: "Sign in" }).click();
}

describe.skipIf(!chromiumPath)("in a real browser", () => {
  let place: Place;
  let browser: Browser;
  let app: Server;
  /** What browsers were sent to the app's redirect URI. */
  const backs: URL[] = [];
  const complaints: string[] = [];

  beforeAll(async () => {
    place = await openPlace();
    browser = await openChromium();
    app = createServer(({ url = "" }, response) => {
      if (url.startsWith("/callback")) backs.push(new URL(url, "http://127.0.0.1:41777"));
      response.setHeader("content-type", "text/html").end("<h1>Connected</h1>");
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

  async function newPage(): Promise<Page> {
    const page = await (await browser.newContext({ colorScheme: "light" })).newPage();
    page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
    return page;
  }

  it.each(sdkApps)(
    "$app is allowed, signs a person in, orders, and is thrown out again",
    async ({ connect: connectApp }) => {
      await using client = await connectApp(`${place.url}/mcp`);
      await expect(client.call("order_product", { product_id: laptop })).rejects.toThrow(/Unauthorized/i);
      const page = await newPage();
      await page.goto(String(client.memory.asked));
      expect(await page.getByRole("heading").textContent()).toContain("SDK test app");
      await picture(page, "consent");
      await page.getByRole("button", { name: "Allow" }).click();
      await signIn(page);
      await page.getByRole("heading", { name: "Connected" }).waitFor();
      await client.finish(backs.at(-1) as URL);
      const order = await client.call("order_product", { product_id: laptop, allow_duplicate: true });
      expect(order.structuredContent).toMatchObject({ success: true, status: "placed" });

      await page.goto(`${place.url}/oauth/apps`);
      await signIn(page);
      await page.getByRole("heading", { name: "Connected apps" }).waitFor();
      await picture(page, "connected-apps");
      await page.getByRole("button", { name: "Remove access" }).first().click();
      await page.getByText("There are none").waitFor();
      await expect(client.call("get_order_history", {})).rejects.toThrow(/Unauthorized/i);
    },
  );

  it("no other site can hold a consent page in a frame", async () => {
    const registered = await registerApp(place.url);
    const page = await newPage();
    await page.route("https://evil.example/", (route) =>
      route.fulfill({
        contentType: "text/html",
        body: `<iframe src="${place.url}/oauth/apps"></iframe><iframe src="${place.url}/oauth/authorize?client_id=${registered.clientId}&redirect_uri=x"></iframe>`,
      }),
    );
    await page.goto("https://evil.example/");
    await page.waitForTimeout(500);
    for (const frame of page.frames().slice(1)) expect(await frame.content()).not.toContain("<main>");
    complaints.length = 0; // the browser complains of the frames, as it should
  });

  it("no other site can answer a consent page in a person's place", async () => {
    const page = await newPage();
    const { clientId, redirectUri } = await registerApp(place.url);
    await page.goto(
      `${place.url}/oauth/authorize?${new URLSearchParams({ client_id: clientId, redirect_uri: redirectUri, response_type: "code", code_challenge: "x".repeat(43), code_challenge_method: "S256" })}`,
    );
    const consent = page.url();
    expect(consent).toContain("/oauth/consent/");
    await page.route("https://evil.example/", (route) =>
      route.fulfill({
        contentType: "text/html",
        body: `<form method="post" action="${consent}"><input name="decision" value="allow"></form><script>document.forms[0].submit()</script>`,
      }),
    );
    const answered = page.waitForResponse((response) => response.request().method() === "POST");
    await page.goto("https://evil.example/");
    expect((await answered).status()).toBe(403);
    complaints.length = 0;
  });
});
