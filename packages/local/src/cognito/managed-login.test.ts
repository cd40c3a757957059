import { AdminDisableUserCommand } from "@aws-sdk/client-cognito-identity-provider";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { authorizeQuery, callback, email, password, signInOnPage, startPool, type TestPool } from "./test-support.ts";

let pool: TestPool;
beforeEach(async () => {
  pool = await startPool();
  await pool.addUser();
});
afterEach(() => pool.stop());

const authorize = (changes: Record<string, string | undefined> = {}, cookie = "") =>
  pool.get(`/oauth2/authorize?${authorizeQuery(changes)}`, { cookie });
const locationOf = (reply: Response) => reply.headers.get("location") ?? "";

describe("the authorize endpoint", () => {
  it("leads to the sign-in page with the same request", async () => {
    const reply = await authorize();
    expect(reply.status).toBe(302);
    expect(locationOf(reply)).toBe(`/login?${authorizeQuery()}`);
  });

  it.each([
    ["an unknown client", { client_id: "nobody" }],
    ["no client", { client_id: undefined }],
    ["a redirect that is not registered", { redirect_uri: "https://evil.example/" }],
    ["a redirect that only begins like one", { redirect_uri: `${callback}/../evil` }],
    ["a redirect with a query added", { redirect_uri: `${callback}?x=1` }],
    ["a script for a redirect", { redirect_uri: "javascript:alert(1)" }],
  ])("shows an error and redirects nowhere for %s", async (_, changes) => {
    for (const path of ["/oauth2/authorize", "/login"]) {
      const reply = await pool.get(`${path}?${authorizeQuery(changes)}`);
      expect(reply.status).toBe(400);
      expect(reply.headers.has("location")).toBe(false);
    }
  });

  it.each([
    ["unsupported_response_type", { response_type: "token" }],
    ["invalid_request", { code_challenge_method: "plain" }],
    ["invalid_request", { code_challenge_method: undefined }],
    ["invalid_request", { code_challenge: "short" }],
    ["invalid_request", { code_challenge: undefined }],
    ["invalid_scope", { scope: "openid admin" }],
    ["login_required", { prompt: "none" }],
  ])("sends %s back to the client with its state", async (error, changes) => {
    const target = new URL(locationOf(await authorize(changes)));
    expect(`${target.origin}${target.pathname}`).toBe(callback);
    expect(Object.fromEntries(target.searchParams)).toEqual({ error, state: "a state" });
  });

  it("refuses a parameter given twice", async () => {
    const reply = await pool.get(`/oauth2/authorize?${authorizeQuery()}&scope=openid`);
    expect(locationOf(reply)).toContain("error=invalid_request");
  });
});

describe("the sign-in page", () => {
  it("loads nothing, runs nothing and cannot be framed", async () => {
    const page = await pool.get(`/login?${authorizeQuery()}`);
    const policy = page.headers.get("content-security-policy") ?? "";
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain("script-src");
    expect(page.headers.get("x-frame-options")).toBe("DENY");
    expect(page.headers.get("cache-control")).toBe("no-store");
    expect(page.headers.get("set-cookie")).toMatch(/^XSRF-TOKEN=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax/);
    expect(await page.text()).toMatch(/<label>Email <input[^>]*required/);
  });

  it("shows what it was sent only as text", async () => {
    const attack = `"><script>alert(1)</script>'&`;
    const query = authorizeQuery({ state: attack, nonce: attack });
    expect(await (await pool.get(`/login?${query}`)).text()).not.toContain("<script>");
    const cookie = `XSRF-TOKEN=${"a".repeat(43)}`;
    const reply = await pool.post(`/login?${query}`, { _csrf: "a".repeat(43), username: attack, password }, { cookie });
    const html = await reply.text();
    expect(html).toContain("&#34;&#62;&#60;script&#62;");
    expect(html).not.toContain("<script>");
    const injected = await pool.get(`/login?${authorizeQuery()}`, { cookie: `XSRF-TOKEN="><script>${"a".repeat(20)}` });
    expect(await injected.text()).not.toContain("<script>");
  });

  it("goes back to the client with a code, the state and a cookie for next time", async () => {
    const { reply, location, cookie } = await signInOnPage(pool);
    expect(reply.status).toBe(302);
    const target = new URL(location);
    expect(`${target.origin}${target.pathname}`).toBe(callback);
    expect([...target.searchParams.keys()].sort()).toEqual(["code", "state"]);
    expect(reply.headers.get("set-cookie")).toMatch(/^cognito=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax/);
    expect(locationOf(await authorize({ prompt: "none" }, cookie))).toContain("code=");
    expect(locationOf(await authorize({}, cookie))).toContain("code=");
    expect(locationOf(await authorize({ prompt: "login" }, cookie))).toMatch(/^\/login\?/);
  });

  it("keeps a query that the registered redirect has", async () => {
    const query = authorizeQuery({ client_id: "broker", redirect_uri: `${callback}?via=local` });
    const { location } = await signInOnPage(pool, query);
    expect([...new URL(location).searchParams.keys()].sort()).toEqual(["code", "state", "via"]);
  });

  it("refuses a post without the cookie's token", async () => {
    const path = `/login?${authorizeQuery()}`;
    const form = { username: email, password };
    const token = "a".repeat(43);
    for (const [_csrf, cookie] of [
      [token, ""],
      ["", `XSRF-TOKEN=${token}`],
      [`${token}b`, `XSRF-TOKEN=${token}`],
      ["", "XSRF-TOKEN="],
    ] as const) {
      const reply = await pool.post(path, { ...form, _csrf }, { cookie });
      expect(reply.status).toBe(403);
      expect(reply.headers.has("location")).toBe(false);
    }
  });

  it("stays, with Cognito's words, on a wrong password, and locks out like the API", async () => {
    const token = "a".repeat(43);
    const attempt = async (tried: string) => {
      const form = { _csrf: token, username: email, password: tried };
      return pool.post(`/login?${authorizeQuery()}`, form, { cookie: `XSRF-TOKEN=${token}` });
    };
    for (let time = 0; time < 5; time += 1) {
      const reply = await attempt("Wrong123!");
      expect(reply.status).toBe(400);
      expect(await reply.text()).toContain("Incorrect username or password.");
    }
    expect(await (await attempt(password)).text()).toContain("Password attempts exceeded");
    await expect(pool.signIn()).rejects.toThrow("Password attempts exceeded");
  });

  it("does not let a temporary password in", async () => {
    const set = { UserPoolId: pool.UserPoolId, Username: email, Password: password, Permanent: false };
    expect(await pool.call("AdminSetUserPassword", set)).toEqual({ status: 200 });
    const { reply, location } = await signInOnPage(pool);
    expect([reply.status, location]).toEqual([400, ""]);
    expect(await reply.text()).toContain("Your password must be changed");
  });

  it("forgets a browser after an hour, when it signs out, and when its user is disabled", async () => {
    const { cookie } = await signInOnPage(pool);
    pool.pass(3_599);
    expect(locationOf(await authorize({ prompt: "none" }, cookie))).toContain("code=");
    pool.pass(1);
    expect(locationOf(await authorize({ prompt: "none" }, cookie))).toContain("login_required");
    const again = (await signInOnPage(pool)).cookie;
    await pool.get("/logout", { cookie: again });
    expect(locationOf(await authorize({ prompt: "none" }, again))).toContain("login_required");
    const third = (await signInOnPage(pool)).cookie;
    await pool.aws.send(new AdminDisableUserCommand({ UserPoolId: pool.UserPoolId, Username: email }));
    expect(locationOf(await authorize({ prompt: "none" }, third))).toContain("login_required");
  });
});

describe("signing out", () => {
  it("goes on only to an address that the client registered for it", async () => {
    const logout = (query: Record<string, string>) => pool.get(`/logout?${new URLSearchParams(query)}`);
    const good = await logout({ client_id: "login", logout_uri: "http://localhost:8000/" });
    expect([good.status, locationOf(good)]).toEqual([302, "http://localhost:8000/"]);
    expect(good.headers.get("set-cookie")).toMatch(/^cognito=; .*Max-Age=0/);
    for (const query of [
      { client_id: "login", logout_uri: "https://evil.example/" },
      { client_id: "broker", logout_uri: "http://localhost:8000/" },
      { logout_uri: "http://localhost:8000/" },
      { client_id: "login" },
    ] as Record<string, string>[]) {
      const bad = await logout(query);
      expect([bad.status, locationOf(bad)]).toEqual([400, ""]);
    }
  });
});
