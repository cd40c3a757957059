import { generateKeyPairSync, sign } from "node:crypto";
import { AdminUserGlobalSignOutCommand } from "@aws-sdk/client-cognito-identity-provider";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { claimsOf, email, startPool, type TestPool } from "./test-support.ts";

let pool: TestPool;
beforeEach(async () => {
  pool = await startPool();
  await pool.addUser();
});
afterEach(() => pool.stop());

const refreshAuth = (REFRESH_TOKEN: string, ClientId = "login") =>
  pool.call("InitiateAuth", { ClientId, AuthFlow: "REFRESH_TOKEN_AUTH", AuthParameters: { REFRESH_TOKEN } });
const getTokens = (RefreshToken: string, ClientId = "login", ClientSecret?: string) =>
  pool.call("GetTokensFromRefreshToken", { ClientId, RefreshToken, ClientSecret });
const getUser = (AccessToken: string) => pool.call("GetUser", { AccessToken });
const notAuthorized = (message: string) => ({ status: 400, __type: "NotAuthorizedException", message });

describe("a refresh token", () => {
  it.each(["InitiateAuth", "GetTokensFromRefreshToken"])("gives new tokens of the same session by %s", async (by) => {
    const { RefreshToken, AccessToken } = await pool.tokens();
    pool.pass(3_600);
    const reply = await (by === "InitiateAuth" ? refreshAuth : getTokens)(RefreshToken);
    const result = reply.AuthenticationResult;
    expect(result).toMatchObject({ AccessToken: expect.any(String), IdToken: expect.any(String) });
    expect(result).not.toHaveProperty("RefreshToken");
    const [old, fresh] = [claimsOf(AccessToken), claimsOf(result?.AccessToken ?? "")];
    expect(fresh).toMatchObject({ origin_jti: old["origin_jti"], auth_time: old["auth_time"] });
    expect(Number(fresh["iat"]) - Number(old["iat"])).toBe(3_600);
    expect(fresh["jti"]).not.toBe(old["jti"]);
    expect(claimsOf(result?.IdToken ?? "")).toMatchObject({ email, "custom:customer_id": "cust-001" });
  });

  it("lasts 30 days", async () => {
    const { RefreshToken } = await pool.tokens();
    pool.pass(30 * 86_400 - 1);
    expect(await getTokens(RefreshToken)).toMatchObject({ status: 200 });
    pool.pass(1);
    expect(await getTokens(RefreshToken)).toEqual(notAuthorized("Refresh Token has expired"));
  });

  it("is worth nothing to another client, changed, or made up", async () => {
    const { RefreshToken, AccessToken } = await pool.tokens();
    for (const token of [`${RefreshToken}x`, RefreshToken.split(".")[0] ?? "", "made.up", AccessToken, "__proto__.x"]) {
      expect(await getTokens(token)).toEqual(notAuthorized("Invalid Refresh Token"));
    }
    expect(await getTokens(RefreshToken, "rotating")).toEqual(notAuthorized("Invalid Refresh Token"));
    expect(await getTokens(RefreshToken, "broker")).toMatchObject({ __type: "NotAuthorizedException" });
  });

  it("rotates where the client asks for it, and then only by GetTokensFromRefreshToken", async () => {
    const { RefreshToken } = await pool.tokens("rotating");
    expect(await refreshAuth(RefreshToken, "rotating")).toMatchObject({ __type: "InvalidParameterException" });
    const reply = await getTokens(RefreshToken, "rotating");
    const result = reply.AuthenticationResult;
    expect(await getTokens(RefreshToken, "rotating")).toEqual(notAuthorized("Invalid Refresh Token"));
    expect(await getTokens(result?.RefreshToken ?? "", "rotating")).toMatchObject({ status: 200 });
  });

  it("ends with its session's access tokens when revoked, and no other's", async () => {
    const [first, second] = [await pool.tokens(), await pool.tokens()];
    const revoke = (Token: string, ClientId = "login") => pool.call("RevokeToken", { Token, ClientId });
    expect(await revoke(first.RefreshToken, "rotating")).toMatchObject({ __type: "NotAuthorizedException" });
    expect(await getUser(first.AccessToken)).toMatchObject({ status: 200 });
    expect(await revoke(first.RefreshToken)).toEqual({ status: 200 });
    expect(await getTokens(first.RefreshToken)).toEqual(notAuthorized("Refresh Token has been revoked"));
    expect(await getUser(first.AccessToken)).toEqual(notAuthorized("Access Token has been revoked"));
    const signOut = await pool.call("GlobalSignOut", { AccessToken: first.AccessToken });
    expect(signOut).toEqual(notAuthorized("Access Token has been revoked"));
    expect(await getUser(second.AccessToken)).toMatchObject({ status: 200 });
    expect(await revoke("unknown")).toEqual({ status: 200 });
    expect(await revoke(second.AccessToken)).toMatchObject({ __type: "UnsupportedTokenTypeException" });
  });
});

describe("signing out everywhere", () => {
  it.each(["GlobalSignOut", "AdminUserGlobalSignOut"])("by %s ends all sessions of that user only", async (by) => {
    await pool.addUser("other@example.com");
    const other = (await pool.signIn("other@example.com")).AuthenticationResult?.AccessToken ?? "";
    const [first, second] = [await pool.tokens(), await pool.tokens("rotating")];
    if (by === "GlobalSignOut") await pool.call(by, { AccessToken: first.AccessToken });
    else await pool.aws.send(new AdminUserGlobalSignOutCommand({ UserPoolId: pool.UserPoolId, Username: email }));
    for (const { AccessToken } of [first, second]) {
      expect(await getUser(AccessToken)).toEqual(notAuthorized("Access Token has been revoked"));
    }
    expect(await getTokens(second.RefreshToken, "rotating")).toMatchObject({ status: 400 });
    expect(await getUser(other)).toMatchObject({ status: 200 });
    expect(await getUser((await pool.tokens()).AccessToken)).toMatchObject({ status: 200 });
  });
});

describe("GetUser", () => {
  it("answers with the user of a good access token", async () => {
    const { AccessToken } = await pool.tokens();
    const reply = await getUser(AccessToken);
    expect(reply).toMatchObject({ status: 200, Username: claimsOf(AccessToken)["sub"] });
  });

  it("refuses a token that is expired, not an access token, changed, unsigned or signed by another key", async () => {
    const { AccessToken, IdToken } = await pool.tokens();
    const [header = "", payload = "", signature = ""] = AccessToken.split(".");
    const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const forged = encode({ ...claimsOf(AccessToken), username: "somebody" });
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const foreign = sign("sha256", Buffer.from(`${header}.${payload}`), privateKey).toString("base64url");
    const bad = [
      IdToken,
      `${header}.${forged}.${signature}`,
      `${encode({ alg: "none" })}.${payload}.`,
      `${encode({ alg: "none" })}.${payload}.${signature}`,
      `${header}.${payload}.${foreign}`,
      `${header}.${payload}`,
      "garbage",
    ];
    for (const token of bad) expect(await getUser(token)).toEqual(notAuthorized("Invalid Access Token"));
    pool.pass(86_400);
    expect(await getUser(AccessToken)).toEqual(notAuthorized("Access Token has expired"));
  });
});
