import { createHmac } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Passwords, scryptPasswords } from "./passwords.ts";
import { openPool } from "./pool.ts";
import { createSignIn } from "./sign-in.ts";
import { claimsOf, email, password, secret, startPool, type TestPool } from "./test-support.ts";

let pool: TestPool;
beforeEach(async () => {
  pool = await startPool();
  await pool.addUser();
});
afterEach(() => pool.stop());

const wrong = { name: "NotAuthorizedException", message: "Incorrect username or password." };
const exceeded = { name: "NotAuthorizedException", message: "Password attempts exceeded" };

async function fail(times: number, name = email) {
  for (let time = 0; time < times; time += 1) {
    await expect(pool.signIn(name, "Wrong123!")).rejects.toThrow(expect.objectContaining(wrong));
  }
}

describe("signing in", () => {
  it("answers with the tokens, claims and lifetimes of Cognito", async () => {
    const { AuthenticationResult } = await pool.signIn("DEMO1@example.com");
    const { AccessToken = "", IdToken = "", ...rest } = AuthenticationResult ?? {};
    expect(rest).toEqual({ ExpiresIn: 86_400, TokenType: "Bearer", RefreshToken: expect.any(String) });
    const shared = {
      sub: expect.stringMatching(/^[0-9a-f-]{36}$/),
      iss: `https://cognito-idp.us-east-1.amazonaws.com/${pool.poolId}`,
      origin_jti: expect.any(String),
      event_id: expect.any(String),
      jti: expect.any(String),
      auth_time: expect.any(Number),
      iat: expect.any(Number),
      exp: expect.any(Number),
    };
    const access = claimsOf(AccessToken);
    const { sub } = access;
    expect(access).toEqual({
      ...shared,
      client_id: "login",
      token_use: "access",
      scope: "aws.cognito.signin.user.admin",
      username: sub,
    });
    expect(Number(access["exp"]) - Number(access["iat"])).toBe(86_400);
    const attributes = { email, email_verified: false, "custom:customer_id": "cust-001" };
    expect(claimsOf(IdToken)).toEqual({
      ...shared,
      ...attributes,
      aud: "login",
      token_use: "id",
      "cognito:username": sub,
    });
  });

  it("refuses a wrong password and an unknown user in the same words", async () => {
    const a = await pool.signIn(email, "Wrong123!").catch((error) => error);
    const b = await pool.signIn("nobody@example.com").catch((error) => error);
    expect({ name: a.name, message: a.message }).toEqual(wrong);
    expect({ name: b.name, message: b.message }).toEqual(wrong);
  });

  it("spends one password check on an unknown user too", async () => {
    const inner = await openPool({ dataDir: undefined, poolId: "p", region: "r", clients: new Map(), now: Date.now });
    const checked: (string | undefined)[] = [];
    const passwords: Passwords = { ...scryptPasswords(16), verify: async (_, kept) => !checked.push(kept) };
    await expect(createSignIn({ ...inner, passwords })("nobody", "x")).rejects.toThrow(wrong.message);
    expect(checked).toEqual([undefined]);
  });

  it("checks flows, parameters and clients", async () => {
    const attempt = (input: object) => pool.call("InitiateAuth", { ClientId: "login", ...input });
    const AuthParameters = { USERNAME: email, PASSWORD: password };
    const AuthFlow = "USER_PASSWORD_AUTH";
    const refusals: [object, string, string | RegExp][] = [
      [{ AuthFlow: "USER_SRP_AUTH" }, "InvalidParameterException", "Initiate Auth method not supported."],
      [{ AuthFlow }, "InvalidParameterException", "Missing required parameter USERNAME"],
      [
        { AuthFlow, AuthParameters: { USERNAME: email } },
        "InvalidParameterException",
        "Missing required parameter PASSWORD",
      ],
      [{ AuthParameters }, "InvalidParameterException", /'authFlow'/],
      [
        { AuthFlow, AuthParameters, ClientId: "refresh-only" },
        "InvalidParameterException",
        "USER_PASSWORD_AUTH flow not enabled for this client",
      ],
      [
        { AuthFlow, AuthParameters, ClientId: "__proto__" },
        "ResourceNotFoundException",
        "User pool client __proto__ does not exist.",
      ],
      [{ AuthFlow, AuthParameters: [] }, "SerializationException", /AuthParameters/],
    ];
    for (const [input, __type, message] of refusals) {
      expect(await attempt(input)).toMatchObject({ status: 400, __type, message: expect.stringMatching(message) });
    }
  });

  it("demands the secret hash of a client that has a secret", async () => {
    const attempt = (SECRET_HASH?: string) => {
      const AuthParameters = { USERNAME: email, PASSWORD: password, SECRET_HASH };
      return pool.call("InitiateAuth", { ClientId: "broker", AuthFlow: "USER_PASSWORD_AUTH", AuthParameters });
    };
    const hash = createHmac("sha256", secret).update(`${email}broker`).digest("base64");
    expect(await attempt(hash)).toMatchObject({ status: 200 });
    for (const bad of [undefined, "", "x", hash.toLowerCase()]) {
      expect(await attempt(bad)).toMatchObject({ status: 400, __type: "NotAuthorizedException" });
    }
  });
});

describe("the lockout", () => {
  it("locks for a second after five failures, even for the right password", async () => {
    await fail(5);
    await expect(pool.signIn()).rejects.toThrow(expect.objectContaining(exceeded));
    pool.pass(0.999);
    await expect(pool.signIn()).rejects.toThrow(expect.objectContaining(exceeded));
    pool.pass(0.001);
    expect((await pool.signIn()).AuthenticationResult).toBeDefined();
  });

  it("locks per name in any case, also a name that nobody has", async () => {
    await fail(5, "Nobody@example.com");
    await expect(pool.signIn("nobody@Example.com")).rejects.toThrow(expect.objectContaining(exceeded));
    expect((await pool.signIn()).AuthenticationResult).toBeDefined();
  });

  it("does not let many guesses at once slip through while the first are still being checked", async () => {
    const inner = await openPool({ dataDir: undefined, poolId: "p", region: "r", clients: new Map(), now: () => 0 });
    const verify = () => new Promise<boolean>((resolve) => setTimeout(() => resolve(false), 5));
    const signIn = createSignIn({ ...inner, passwords: { ...inner.passwords, verify } });
    const guesses = await Promise.allSettled(Array.from({ length: 20 }, () => signIn("Somebody", "x")));
    const reasons = guesses.map((guess) => guess.status === "rejected" && guess.reason.message);
    expect(reasons.filter((reason) => reason === wrong.message)).toHaveLength(5);
    expect(reasons.filter((reason) => reason === exceeded.message)).toHaveLength(15);
  });

  it("starts counting anew after a success", async () => {
    for (let round = 0; round < 3; round += 1) {
      await fail(4);
      expect((await pool.signIn()).AuthenticationResult).toBeDefined();
    }
  });

  it("lets many right passwords at once through", async () => {
    const logins = await Promise.all(Array.from({ length: 20 }, () => pool.signIn()));
    expect(logins.every(({ AuthenticationResult }) => AuthenticationResult)).toBe(true);
  });
});

describe("passwords", () => {
  it("are kept as salted scrypt with its cost, 16384 unless told otherwise", async () => {
    const passwords = scryptPasswords();
    const [a, b] = [await passwords.hash(password), await passwords.hash(password)];
    expect(a).toMatch(/^scrypt\$16384\$[\w-]{22}\$[\w-]{43}$/);
    expect(a).not.toBe(b);
    expect(await scryptPasswords(16).verify(password, a)).toBe(true);
    expect(await passwords.verify(`${password} `, a)).toBe(false);
    expect(await passwords.verify(password, undefined)).toBe(false);
  });
});

it("keeps a password-only client from refreshing", async () => {
  const { RefreshToken } = await pool.tokens("password-only");
  const AuthParameters = { REFRESH_TOKEN: RefreshToken };
  const refresh = { ClientId: "password-only", AuthFlow: "REFRESH_TOKEN_AUTH", AuthParameters };
  expect(await pool.call("InitiateAuth", refresh)).toMatchObject({
    message: "REFRESH_TOKEN_AUTH flow not enabled for this client",
  });
});
