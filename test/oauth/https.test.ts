import { afterAll, beforeAll, expect, it } from "vitest";
import { type Door, describeEachDoor } from "../support/doors.ts";
import { ask } from "../support/oauth/app.ts";
import { openStage, type Stage } from "../support/stage.ts";

const origin = "https://shop.example";
const claude = { clientId: "claude", redirectUri: "https://claude.ai/api/mcp/auth_callback" };

describeEachDoor((open) => {
  let stage: Stage;
  let door: Door;
  beforeAll(async () => {
    stage = await openStage({ env: { PUBLIC_URL: origin } });
    door = await open(stage.app);
  });
  afterAll(async () => {
    await door[Symbol.asyncDispose]();
    await stage.stop();
    expect(stage.failures).toEqual([]);
  });

  it("cookies of a shop on the internet are bound to it and to encryption", async () => {
    const { pathname, search } = new URL(ask(origin, claude).url);
    const response = await door.fetch(`${door.url}${pathname}${search}`, { redirect: "manual" });
    expect(response.status).toBe(303);
    const cookies = response.headers.getSetCookie();
    const browser = cookies.find((cookie) => cookie.startsWith("__Host-shop-browser="));
    expect(browser).toMatch(/^__Host-shop-browser=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=\d+; Secure$/);
    const resume = cookies.filter((cookie) => cookie.startsWith("__Secure-shop-resume"));
    expect(resume).toHaveLength(2); // the cookie and its signature
    for (const cookie of resume) expect(cookie).toMatch(/; path=\/oauth\/authorize\/[\w-]+;.*; secure; httponly/i);
    expect(cookies).toHaveLength(3);
  });

  it("a sign-in goes to Cognito's address and comes back to the shop's", async () => {
    const metadata = await (await door.fetch(`${door.url}/.well-known/oauth-authorization-server`)).text();
    expect(metadata).toContain(`"token_endpoint":"${origin}/oauth/token"`);
    const address = stage.backend.oauth?.ports.signInAddress({ state: "s", nonce: "n", challenge: "c" });
    const { searchParams } = new URL(address ?? "");
    expect(searchParams.get("redirect_uri")).toBe(`${origin}/oauth/callback`);
    expect(Object.fromEntries(searchParams)).toMatchObject({ prompt: "login", code_challenge_method: "S256" });
  });
});
