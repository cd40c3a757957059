import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ask, authorize, redeem, registerApp, type TestApp } from "../support/oauth/app.ts";
import { type Browser, openBrowser, walk } from "../support/oauth/browser.ts";
import { openPlace, type Place } from "../support/oauth/place.ts";

let place: Place;
let app: TestApp;
let cognitoHost: string;
beforeAll(async () => {
  place = await openPlace();
  app = await registerApp(place.url);
  cognitoHost = new URL(place.stage.cognito.url).host;
});
afterAll(async () => {
  expect(place.stage.failures).toEqual([]);
  await place[Symbol.asyncDispose]();
});

const isConsent = (url: string) => new URL(url).pathname.startsWith("/oauth/consent/");
const isCognito = (url: string) => new URL(url).host === cognitoHost;
const isCallback = (url: string) => new URL(url).pathname === "/oauth/callback";

/** Opens an app's request as far as the question. */
async function toConsent(browser: Browser, change = {}) {
  const asked = ask(place.url, app, change);
  const url = await walk(browser, asked.url, { stopAt: isConsent });
  const response = await browser.open(url);
  return { ...asked, url, response, text: await response.text() };
}

const locationOf = (response: Response) => response.headers.get("location") ?? "";

describe("the confused deputy", () => {
  it("is asked before Cognito is, for every request of an app, whatever was allowed before", async () => {
    const browser = openBrowser();
    await walk(browser, ask(place.url, app).url);
    const again = await browser.open(ask(place.url, app).url);
    expect(locationOf(again)).toMatch(/^\/oauth\/consent\//);
    const { response, text } = await toConsent(browser);
    expect(response.status).toBe(200);
    expect(text).toContain("Test app");
    expect(text).toContain("127.0.0.1:41999");
    expect(text).toContain("See, place, change and cancel your orders");
    expect(text).not.toContain(cognitoHost);
  });

  it("sends people on to sign in anew, never as whom the browser remembers", async () => {
    const browser = openBrowser();
    await walk(browser, ask(place.url, app).url);
    const { url } = ask(place.url, app);
    const page = new URL(await walk(browser, url, { stopAt: isCognito }));
    expect(page.searchParams.get("prompt")).toBe("login");
    expect(locationOf(await browser.open(page.href))).toMatch(/^\/login/);
  });

  it("shows what is asked for in plain words, and who asks", async () => {
    const browser = openBrowser();
    const { text } = await toConsent(browser, { scope: "shop:returns shop:staff" });
    expect(text).toContain("See and start returns and exchanges");
    expect(text).toContain("staff only");
    expect(text).not.toContain("product reviews in your name");
    expect(text).toContain("nobody has checked its name");
    expect(text).toContain("program on your own computer");
  });

  it("tells the app that the person said no, and asks nobody to sign in", async () => {
    const { back, state } = await authorize(place.url, app, { decision: "deny" });
    expect(Object.fromEntries(back.searchParams)).toMatchObject({ error: "access_denied", state, iss: place.url });
  });
});

describe("a consent page", () => {
  it("opens in the browser that the request came through, and in no other", async () => {
    const { url } = await toConsent(openBrowser());
    const stranger = openBrowser();
    expect((await stranger.open(url)).status).toBe(403);
    await toConsent(stranger); // a stranger with a request of their own, and so with cookies
    expect((await stranger.open(url)).status).toBe(403);
    const attempt = await stranger.submit(
      { url, text: `<form method="post" action="${url}"></form>` },
      { decision: "allow" },
    );
    expect(attempt.status).toBe(403);
  });

  it("takes its answer from a form of ours only", async () => {
    const browser = openBrowser();
    const { url } = await toConsent(browser);
    const body = new URLSearchParams({ decision: "allow" });
    for (const headers of [{ origin: "https://evil.example" }, { origin: "null" }, {}])
      expect((await browser.open(url, { method: "POST", headers, body })).status).toBe(403);
    const own = await browser.open(url, { method: "POST", headers: { origin: place.url }, body });
    expect([own.status, isCognito(locationOf(own))]).toEqual([303, true]);
  });

  it("is answered once, of twenty answers at once", async () => {
    const browser = openBrowser();
    const page = await toConsent(browser);
    const answers = await Promise.all(Array.from({ length: 20 }, () => browser.submit(page, { decision: "allow" })));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([303, ...Array(19).fill(403)]);
    expect((await browser.submit(page, { decision: "allow" })).status).toBe(403);
  });

  it("cannot be framed, loads nothing, and is kept by nobody", async () => {
    const { response } = await toConsent(openBrowser());
    expect(response.headers.get("x-frame-options")).toBe("DENY");
    const policy = response.headers.get("content-security-policy");
    expect(policy).toMatch(
      /^default-src 'none'; style-src 'sha256-[\w+/=]+'; base-uri 'none'; frame-ancestors 'none'$/,
    );
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(response.headers.get("referrer-policy")).toBe("same-origin");
    const error = await fetch(`${place.url}/oauth/authorize?client_id=nobody`, { headers: { accept: "text/html" } });
    expect(error.headers.get("x-frame-options")).toBe("DENY");
    expect(error.headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
  });

  it("shows a name as text, without what hides or turns it around", async () => {
    const name = `<script>alert(1)</script>"onload='x' \u202Eevil\u200B\u0000 ${"long ".repeat(60)}`;
    const strange = await registerApp(place.url, { client_name: name });
    const browser = openBrowser();
    const url = await walk(browser, ask(place.url, strange).url, { stopAt: isConsent });
    const text = await (await browser.open(url)).text();
    expect(text).not.toMatch(/<script|\p{Cf}/u);
    expect(text).toContain("&#60;script&#62;alert(1)&#60;/script&#62;");
    const [, shown = ""] = /<dt>App<\/dt><dd>(.*?)<\/dd>/.exec(text) ?? [];
    expect(shown.replace(/&#\d+;/g, "x").length).toBeLessThanOrEqual(80);
  });
});

describe("the way back from Cognito", () => {
  it("ends in the browser that consented: a link sent to somebody else brings their account to nobody", async () => {
    const [attacker, victim] = [openBrowser(), openBrowser()];
    const link = await walk(attacker, ask(place.url, app).url, { stopAt: isCognito });
    await walk(victim, ask(place.url, app).url, { stopAt: isCognito }); // the victim has cookies of their own here
    const callback = await walk(victim, link, { email: "demo2@example.com", stopAt: isCallback });
    const refused = await victim.open(callback);
    expect([refused.status, refused.headers.get("location")]).toEqual([403, null]);
    expect((await openBrowser().open(callback)).status).toBe(403);
    expect(place.stage.events).toContain("foreign_browser");
  });

  it("takes a state once, of twenty at once", async () => {
    const browser = openBrowser();
    const callback = await walk(browser, ask(place.url, app).url, { stopAt: isCallback });
    const answers = await Promise.all(Array.from({ length: 20 }, () => browser.open(callback)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([303, ...Array(19).fill(403)]);
  });

  it("knows no state that it has not made", async () => {
    const browser = openBrowser();
    await walk(browser, ask(place.url, app).url, { stopAt: isCallback });
    for (const query of ["", "?state=", "?state=made-up&code=x", "?code=x"])
      expect((await browser.open(`${place.url}/oauth/callback${query}`)).status).toBe(403);
  });

  it("takes no code that was made for another sign-in", async () => {
    const [attacker, victim] = [openBrowser(), openBrowser()];
    const stolen = new URL(await walk(attacker, ask(place.url, app).url, { stopAt: isCallback }));
    const own = new URL(await walk(victim, ask(place.url, app).url, { stopAt: isCallback }));
    own.searchParams.set("code", stolen.searchParams.get("code") ?? "");
    expect(await walk(victim, own.href)).toMatch(/error=access_denied/);
  });

  it("yields one code for one consent, however often its last step is asked for", async () => {
    const browser = openBrowser();
    const asked = ask(place.url, app);
    const isResume = (url: string) => /^\/oauth\/authorize\/[\w-]+$/.test(new URL(url).pathname);
    const resume = await walk(browser, asked.url, { stopAt: isResume });
    const answers = await Promise.all(Array.from({ length: 5 }, () => browser.open(resume)));
    const codes = answers.filter((answer) => locationOf(answer).includes("code="));
    expect(codes).toHaveLength(1);
    expect((await openBrowser().open(resume)).headers.get("location") ?? "").not.toContain("code=");
    const code = new URL(locationOf(codes[0] as Response)).searchParams.get("code") ?? "";
    expect((await redeem(place.url, app, { code, verifier: asked.verifier })).status).toBe(200);
  });

  it("lets a person with two windows open finish both", async () => {
    const browser = openBrowser();
    const [first, second] = [ask(place.url, app), ask(place.url, app)];
    const [callbackOfFirst, callbackOfSecond] = [
      await walk(browser, first.url, { stopAt: isCallback }),
      await walk(browser, second.url, { stopAt: isCallback }),
    ];
    for (const callback of [callbackOfSecond, callbackOfFirst])
      expect(await walk(browser, callback)).toContain("code=");
  });
});
