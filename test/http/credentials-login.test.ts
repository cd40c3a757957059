import { setTimeout as sleep } from "node:timers/promises";
import {
  AdminCreateUserCommand,
  AdminDisableUserCommand,
  AdminSetUserPasswordCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { createCognitoClient } from "@shop/aws/cognito";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { callRest, type Door, describeEachDoor, openDoor, ownHeaders } from "../support/doors.ts";
import { callMcp, tally } from "../support/faults-calls.ts";
import { allItems } from "../support/faults-tables.ts";
import { clientId, openApp, openStage, otherClientId, type Stage } from "../support/stage.ts";
import { signIn } from "../support/tokens.ts";

const json = { "content-type": "application/json" };
const basic = (email: string, password: string): Record<string, string> => ({
  authorization: `Basic ${Buffer.from(`${email}:${password}`).toString("base64")}`,
});

async function post(door: Door, path: string, body: unknown, headers: Record<string, string> = {}) {
  const response = await door.fetch(`${door.url}${path}`, {
    method: "POST",
    headers: { ...json, ...headers },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, headers: ownHeaders(response), text, body: JSON.parse(text) };
}

describeEachDoor((open) => {
  let stage: Stage;
  let door: Door;

  beforeAll(async () => {
    stage = await openStage();
    door = await open(stage.app);
  });
  afterAll(async () => {
    await door[Symbol.asyncDispose]();
    await stage.stop();
    expect(stage.failures).toEqual([]);
  });

  const logIn = (email: unknown, password: unknown) => post(door, "/auth/login", { email, password });

  it("tells a wrong password, an unknown, a disabled and an unconfirmed account not apart", async () => {
    const admin = createCognitoClient(stage.config);
    const UserPoolId = stage.cognito.poolId;
    const Password = "Demo123!";
    for (const Username of ["disabled@example.com", "unconfirmed@example.com"])
      await admin.send(new AdminCreateUserCommand({ UserPoolId, Username, MessageAction: "SUPPRESS" }));
    const confirmed = { UserPoolId, Username: "disabled@example.com", Password, Permanent: true };
    await admin.send(new AdminSetUserPasswordCommand(confirmed));
    await admin.send(new AdminDisableUserCommand({ UserPoolId, Username: "disabled@example.com" }));
    const unconfirmed = { UserPoolId, Username: "unconfirmed@example.com", Password, Permanent: false };
    await admin.send(new AdminSetUserPasswordCommand(unconfirmed));
    admin.destroy();

    const wrong = await logIn("demo1@example.com", "Wrong123!");
    expect([wrong.status, wrong.body.error]).toEqual([401, "Invalid email or password"]);
    expect(await logIn("nobody@example.com", Password)).toEqual(wrong);
    expect(await logIn("disabled@example.com", Password)).toEqual(wrong);
    expect(await logIn("unconfirmed@example.com", Password)).toEqual(wrong);
    expect(await logIn("not an address", "x")).toEqual(wrong);
  });

  it("asks for what is missing from a login", async () => {
    const before = await allItems(stage);
    const good = { email: "demo1@example.com", password: "Demo123!" };
    const bad = [
      {},
      { email: good.email },
      { password: good.password },
      { ...good, email: "" },
      { ...good, password: "" },
      { ...good, email: 1 },
      { ...good, password: ["Demo123!"] },
      { ...good, email: { $ne: "" } },
      [],
      null,
      "email",
    ];
    for (const body of bad) {
      const answer = await post(door, "/auth/login", body);
      expect([answer.status, answer.body.error]).toEqual([400, "Missing email or password"]);
    }
    expect(await allItems(stage)).toEqual(before);
  });

  it("answers the eleventh sign-in after ten failures with 429, Basic ones counted too, and nobody else's", async () => {
    const email = "Demo9@example.com";
    for (let count = 0; count < 5; count++) expect((await logIn(email, `wrong ${count}`)).status).toBe(401);
    for (let count = 0; count < 5; count++)
      expect((await post(door, "/tools/search_products", {}, basic(email, "wrong"))).status).toBe(401);
    for (const limited of [
      await logIn("demo9@example.com", "Demo123!"),
      await post(door, "/tools/get_order_history", {}, basic("demo9@example.com", "Demo123!")),
    ]) {
      expect([limited.status, limited.body.code]).toEqual([429, "rate_limited"]);
      expect(Number(limited.headers["retry-after"])).toBeGreaterThan(60);
      expect(Number(limited.headers["retry-after"])).toBeLessThanOrEqual(900);
      expect(limited.body.details.retry_after_seconds).toBe(Number(limited.headers["retry-after"]));
    }
    expect((await logIn("demo8@example.com", "Demo123!")).status).toBe(200);
  });

  it("tries no more than ten of many guesses sent at once", async () => {
    const guesses = Array.from({ length: 40 }, (_, index) => logIn("demo7@example.com", `guess ${index}`));
    const answers = await Promise.all(guesses);
    expect(answers.filter(({ status }) => status === 401).length).toBeLessThanOrEqual(10);
    expect(tally(answers)["rate_limited"]).toBeGreaterThanOrEqual(30);
  });

  it("takes e-mail and password with each call, and refuses wrong ones on public tools too", async () => {
    const good = basic("demo2@example.com", "Demo123!");
    const history = await post(door, "/tools/get_order_history", {}, good);
    expect(history.body.success).toBe(true);
    const byToken = await callRest(door, "get_order_history", {}, { token: await stage.tokenOf("demo2@example.com") });
    expect(history.body).toEqual(byToken.body);
    expect((await callMcp(door, "get_order_history", {}, { headers: good })).body.success).toBe(true);
    for (const path of ["/tools/get_order_history", "/tools/search_products"]) {
      const refused = await post(door, path, {}, basic("demo2@example.com", "Demo123?"));
      expect([refused.status, refused.body.error]).toEqual([401, "Invalid email or password"]);
      expect(refused.headers["www-authenticate"]).toContain("resource_metadata=");
    }
    const overMcp = await callMcp(door, "search_products", {}, { headers: basic("nobody@example.com", "x"), id: "q" });
    expect([overMcp.status, overMcp.message.id, overMcp.message.error.message]).toEqual([
      401,
      "q",
      "Invalid email or password",
    ]);
  });

  it("ends a token at sign-out, at once, and leaves the customer's other sign-ins alone", async () => {
    const [token, other] = [await signIn(stage.cognito, clientId), await signIn(stage.cognito, clientId)];
    const use = ({ accessToken }: typeof token) => callRest(door, "get_order_history", {}, { token: accessToken });
    expect([(await use(token)).status, (await use(other)).status]).toEqual([200, 200]);
    const out = await post(door, "/auth/logout", {}, { authorization: `Bearer ${token.accessToken}` });
    expect([out.status, out.body.success]).toEqual([200, true]);
    const ended = await use(token);
    expect([ended.status, ended.body.code]).toEqual([401, "invalid_token"]);
    expect((await callMcp(door, "search_products", {}, { token: token.accessToken })).status).toBe(401);
    expect((await use(other)).status).toBe(200);
  });

  it("signs nobody out by a token that is not good", async () => {
    const before = await allItems(stage);
    const { accessToken } = await signIn(stage.cognito, otherClientId);
    const { idToken } = await signIn(stage.cognito, clientId);
    for (const header of [`Bearer ${accessToken}`, `Bearer ${idToken}`, "Bearer garbage", "Bearer", "Basic eDp5", ""]) {
      const answer = await post(door, "/auth/logout", {}, { authorization: header });
      expect([header, answer.status]).toEqual([header, 401]);
      expect(answer.headers["www-authenticate"]).toContain("resource_metadata=");
    }
    expect(await allItems(stage)).toEqual(before);
  });
});

describe("two servers", () => {
  it("end a token everywhere within six seconds of its sign-out", async () => {
    const stage = await openStage();
    const second = openApp(stage.config);
    await using here = await openDoor("container", stage.app);
    await using there = await openDoor("lambda", second.app);
    const token = await stage.tokenOf();
    const use = (door: Door) => callRest(door, "get_order_history", { limit: 1 }, { token });
    expect([(await use(here)).status, (await use(there)).status]).toEqual([200, 200]);
    await post(here, "/auth/logout", {}, { authorization: `Bearer ${token}` });
    const signedOutAt = Date.now();
    expect((await use(here)).status).toBe(401);
    while ((await use(there)).status === 200 && Date.now() - signedOutAt < 6000) await sleep(200);
    expect((await use(there)).status).toBe(401);
    second.backend.stop();
    await stage.stop();
  });
});
