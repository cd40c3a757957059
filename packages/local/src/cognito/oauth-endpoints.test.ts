import { AdminDisableUserCommand } from "@aws-sdk/client-cognito-identity-provider";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  authorizeQuery,
  callback,
  claimsOf,
  email,
  secret,
  signInOnPage,
  startPool,
  type TestPool,
  verifier,
} from "./test-support.ts";

let pool: TestPool;
beforeEach(async () => {
  pool = await startPool();
  await pool.addUser();
});
afterEach(() => pool.stop());

interface TokenReply {
  status: number;
  error?: string;
  access_token?: string;
  id_token?: string;
  refresh_token?: string;
  expires_in?: number;
}

async function token(form: Record<string, string>, headers: Record<string, string> = {}): Promise<TokenReply> {
  const reply = await pool.post("/oauth2/token", form, headers);
  return { status: reply.status, ...((await reply.json()) as Omit<TokenReply, "status">) };
}

const codeForm = (code: string, changes: Record<string, string> = {}) => ({
  grant_type: "authorization_code",
  client_id: "login",
  redirect_uri: callback,
  code_verifier: verifier,
  code,
  ...changes,
});
const refused = (error: string) => ({ status: 400, error });
const basic = (id: string, password: string) => ({
  authorization: `Basic ${Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(password)}`).toString("base64")}`,
});

describe("the token endpoint", () => {
  it("exchanges a code for tokens with the scope, the nonce and the time of signing in", async () => {
    const { code } = await signInOnPage(pool);
    pool.pass(60);
    const reply = await token(codeForm(code));
    expect(reply).toMatchObject({ status: 200, token_type: "Bearer", expires_in: 86_400 });
    const [access, id] = [claimsOf(reply.access_token ?? ""), claimsOf(reply.id_token ?? "")];
    expect(access).toMatchObject({ client_id: "login", scope: "openid email", token_use: "access" });
    expect(id).toMatchObject({ aud: "login", nonce: "a-nonce", email, "custom:customer_id": "cust-001" });
    expect(Number(access["iat"]) - Number(access["auth_time"])).toBe(60);
  });

  it("takes a code once, even from two at the same time", async () => {
    const { code } = await signInOnPage(pool);
    const replies = await Promise.all([token(codeForm(code)), token(codeForm(code)), token(codeForm(code))]);
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 400, 400]);
  });

  it("takes a code for five minutes", async () => {
    const { code, cookie } = await signInOnPage(pool);
    pool.pass(299);
    expect(await token(codeForm(code))).toMatchObject({ status: 200 });
    const again = await pool.get(`/oauth2/authorize?${authorizeQuery()}`, { cookie });
    const late = new URL(again.headers.get("location") ?? "").searchParams.get("code") ?? "";
    pool.pass(300);
    expect(await token(codeForm(late))).toEqual(refused("invalid_grant"));
  });

  it.each([
    ["another redirect", { redirect_uri: `${callback}?via=local` }],
    ["a wrong verifier", { code_verifier: `${verifier}x` }],
    ["an empty verifier", { code_verifier: "" }],
    ["another client", { client_id: "rotating" }],
  ])("refuses a code with %s, and the code is used up", async (_, changes) => {
    const { code } = await signInOnPage(pool);
    expect(await token(codeForm(code, changes))).toEqual(refused("invalid_grant"));
    expect(await token(codeForm(code))).toEqual(refused("invalid_grant"));
  });

  it("refuses a verifier for a code that was asked for without a challenge", async () => {
    const query = authorizeQuery({ code_challenge: undefined, code_challenge_method: undefined });
    const { code } = await signInOnPage(pool, query);
    expect(await token(codeForm(code))).toEqual(refused("invalid_grant"));
    const { code_verifier: _, ...plain } = codeForm((await signInOnPage(pool, query)).code);
    expect(await token(plain)).toMatchObject({ status: 200 });
  });

  it("refuses the code of a user disabled since", async () => {
    const { code } = await signInOnPage(pool);
    await pool.aws.send(new AdminDisableUserCommand({ UserPoolId: pool.UserPoolId, Username: email }));
    expect(await token(codeForm(code))).toEqual(refused("invalid_grant"));
  });

  it("knows a client with a secret by Basic or by post, not by both or neither", async () => {
    const query = authorizeQuery({ client_id: "broker" });
    const exchange = async (form: Record<string, string>, headers: Record<string, string> = {}) =>
      token({ ...codeForm((await signInOnPage(pool, query)).code), client_id: "broker", ...form }, headers);
    expect(await exchange({ client_secret: secret })).toMatchObject({ status: 200 });
    expect(await exchange({}, basic("broker", secret))).toMatchObject({ status: 200 });
    expect(await exchange({})).toEqual(refused("invalid_client"));
    expect(await exchange({ client_secret: "wrong" })).toEqual(refused("invalid_client"));
    expect(await exchange({}, basic("broker", "wrong"))).toEqual(refused("invalid_client"));
    expect(await exchange({ client_secret: secret }, basic("broker", secret))).toEqual(refused("invalid_request"));
    expect(await exchange({ client_id: "login" }, basic("broker", secret))).toEqual(refused("invalid_request"));
    expect(await exchange({ client_id: "nobody" })).toEqual(refused("invalid_client"));
  });

  it("refreshes, and gives no ID token that was not asked for", async () => {
    const { code } = await signInOnPage(pool, authorizeQuery({ scope: "email" }));
    const first = await token(codeForm(code));
    expect(first).not.toHaveProperty("id_token");
    const form = { grant_type: "refresh_token", client_id: "login", refresh_token: first.refresh_token ?? "" };
    const second = await token(form);
    expect(claimsOf(second.access_token ?? "")).toMatchObject({ scope: "email" });
    expect(second).not.toHaveProperty("refresh_token");
    expect(second).not.toHaveProperty("id_token");
    expect(await token({ ...form, client_id: "rotating" })).toEqual(refused("invalid_grant"));
    expect(await token({ ...form, refresh_token: "x" })).toEqual(refused("invalid_grant"));
    expect(await token({ ...form, grant_type: "password" })).toEqual(refused("unsupported_grant_type"));
  });

  it("reads forms only", async () => {
    const headers = { "content-type": "application/json" };
    const reply = await fetch(`${pool.url}/oauth2/token`, { method: "POST", headers, body: "{}" });
    expect([reply.status, await reply.json()]).toEqual([400, { error: "invalid_request" }]);
  });
});

describe("revoking and user info", () => {
  it("ends the session: refresh token, access token and user info", async () => {
    const { code } = await signInOnPage(pool);
    const { access_token = "", refresh_token = "" } = await token(codeForm(code));
    const info = () => pool.get("/oauth2/userInfo", { authorization: `Bearer ${access_token}` });
    expect(await (await info()).json()).toMatchObject({ email, "custom:customer_id": "cust-001" });
    const revoke = (form: Record<string, string>) => pool.post("/oauth2/revoke", form);
    expect((await revoke({ client_id: "rotating", token: refresh_token })).status).toBe(200);
    expect((await info()).status).toBe(200);
    expect((await revoke({ client_id: "nobody", token: refresh_token })).status).toBe(400);
    expect(await (await revoke({ client_id: "login", token: access_token })).json()).toEqual({
      error: "unsupported_token_type",
    });
    expect((await revoke({ client_id: "login", token: refresh_token })).status).toBe(200);
    const after = await info();
    expect(after.status).toBe(401);
    expect(after.headers.get("www-authenticate")).toMatch(/^Bearer error="invalid_token"/);
    const form = { grant_type: "refresh_token", client_id: "login", refresh_token };
    expect(await token(form)).toEqual(refused("invalid_grant"));
  });

  it("shows nothing without a token or with one that lacks the openid scope", async () => {
    const { AccessToken } = await pool.tokens();
    for (const authorization of ["", "Bearer x", `Bearer ${AccessToken}`]) {
      expect((await pool.get("/oauth2/userInfo", { authorization })).status).toBe(401);
    }
    const { code } = await signInOnPage(pool);
    const { access_token } = await token(codeForm(code));
    expect(await pool.call("GetUser", { AccessToken: access_token })).toMatchObject({
      message: "Access Token does not have required scopes",
    });
  });
});
