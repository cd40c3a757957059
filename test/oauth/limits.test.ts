import {
  AdminCreateUserCommand,
  AdminDisableUserCommand,
  AdminSetUserPasswordCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { createCognitoClient } from "@shop/aws";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openDoor, ownHeaders } from "../support/doors.ts";
import { openFaultyDatabase } from "../support/faults.ts";
import { openApp, openStage, type Stage } from "../support/stage.ts";

let stage: Stage;
beforeAll(async () => {
  stage = await openStage({ env: { OAUTH_REGISTRATIONS_PER_HOUR: "5" } });
});
afterAll(() => stage.stop());

/** Several servers of one stage: what they share is the table, and nothing else. */
async function servers(count: number) {
  const opened = Array.from({ length: count }, () => openApp(stage.config));
  const doors = await Promise.all(opened.map(({ app }) => openDoor("container", app)));
  const ask = async (at: number, path: string, body?: unknown) => {
    const door = doors[at % count];
    const response = await fetch(`${door?.url}${path}`, body === undefined ? {} : sending(body));
    const text = await response.text();
    const parsed = text.startsWith("{") ? JSON.parse(text) : text;
    return { status: response.status, headers: response.headers, body: parsed };
  };
  const close = async () => {
    for (const door of doors) await door[Symbol.asyncDispose]();
    for (const { backend } of opened) backend.stop();
  };
  return { ask, close };
}

const sending = (body: unknown): RequestInit =>
  body instanceof URLSearchParams
    ? { method: "POST", body }
    : { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };

const tally = (answers: readonly { status: number }[]) => {
  const counts: Record<number, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
};

describe("three servers together", () => {
  it("let ten passwords of an account be tried, though forty come at once", async () => {
    const { ask, close } = await servers(3);
    const guess = (at: number) => ask(at, "/auth/login", { email: "demo9@example.com", password: `guess ${at}` });
    const answers = await Promise.all(Array.from({ length: 40 }, (_, at) => guess(at)));
    expect(tally(answers)).toEqual({ 401: 10, 429: 30 });
    for (const at of [0, 1, 2]) {
      const right = await ask(at, "/auth/login", { email: "Demo9@example.com", password: "Demo123!" });
      expect([right.status, right.body.code]).toEqual([429, "rate_limited"]);
      expect(Number(right.headers.get("retry-after"))).toBeGreaterThan(800);
      expect((await ask(at, "/auth/login", { email: "demo8@example.com", password: "Demo123!" })).status).toBe(200);
    }
    await close();
  });

  it("forget an account's wrong passwords when the right one comes", async () => {
    const { ask, close } = await servers(2);
    for (let round = 0; round < 3; round++) {
      for (let at = 0; at < 4; at++) await ask(at, "/auth/login", { email: "demo6@example.com", password: "wrong" });
      expect((await ask(round, "/auth/login", { email: "demo6@example.com", password: "Demo123!" })).status).toBe(200);
    }
    await close();
  });

  it("take as many registrations of an address as one alone, and say when to come again", async () => {
    const { ask, close } = await servers(3);
    const app = { client_name: "x", redirect_uris: ["https://app.example/callback"] };
    const answers = await Promise.all(Array.from({ length: 12 }, (_, at) => ask(at, "/oauth/register", app)));
    expect(tally(answers)).toEqual({ 201: 5, 429: 7 });
    const [limited] = answers.filter(({ status }) => status === 429);
    expect(Number(limited?.headers.get("retry-after"))).toBeGreaterThan(3000);
    expect(limited?.body).toEqual({ error: "temporarily_unavailable", error_description: "Too many requests" });
    await close();
  });

  it("let an address be wrong at the token endpoint three hundred times", async () => {
    const { ask, close } = await servers(2);
    const wrong = new URLSearchParams({ grant_type: "refresh_token", client_id: "claude", refresh_token: "guess" });
    const answers: Awaited<ReturnType<typeof ask>>[] = [];
    for (let batch = 0; batch < 17; batch++)
      answers.push(...(await Promise.all(Array.from({ length: 20 }, (_, at) => ask(at, "/oauth/token", wrong)))));
    const { 400: tried = 0, 429: limited = 0 } = tally(answers);
    expect(tried + limited).toBe(340);
    // Counted after the answer: those under way at the same time may pass together, and no more.
    expect(tried).toBeGreaterThanOrEqual(300);
    expect(tried).toBeLessThan(340);
    expect((await ask(0, "/oauth/token", wrong)).status).toBe(429);
    await close();
  });

  it("let an address begin two hundred sign-ins in a quarter of an hour", async () => {
    const { ask, close } = await servers(2);
    const begin = async (at: number) => ask(at, "/oauth/authorize?client_id=nobody");
    const answers: Awaited<ReturnType<typeof ask>>[] = [];
    for (let batch = 0; batch < 11; batch++)
      answers.push(...(await Promise.all(Array.from({ length: 20 }, (_, at) => begin(at)))));
    expect(tally(answers)).toEqual({ 400: 200, 429: 20 });
    expect(Number(answers.at(-1)?.headers.get("retry-after"))).toBeGreaterThan(600);
    await close();
  });
});

describe("accounts", () => {
  it("cannot be told by what their sign-in costs: unknown, disabled, unconfirmed, or with another password", async () => {
    await createAccounts();
    const cognito = await openFaultyDatabase(stage.cognito.url);
    const { app, backend, lines } = openApp({ ...stage.config, cognitoEndpoint: cognito.url });
    await using door = await openDoor("container", app);
    const signIn = async (email: string) => {
      cognito.forget();
      const response = await door.fetch(`${door.url}/auth/login`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ email, password: email.startsWith("demo") ? "Wrong123!" : "Demo123!" }),
      });
      const { code, db, units } = lines.at(-1) ?? {};
      const answer = [response.status, await response.text(), ownHeaders(response)];
      return { answer, asked: { ...cognito.counts }, tables: { code, db, units } };
    };
    const wrong = await signIn("demo2@example.com");
    expect(wrong).toMatchObject({ asked: { InitiateAuth: 1 }, tables: { code: "authentication_required", db: 2 } });
    for (const email of ["nobody@example.com", "off@example.com", "new@example.com", "demo2@example.com"])
      expect(await signIn(email)).toEqual(wrong);
    backend.stop();
    await cognito.stop();
  });
});

/** An account that was disabled, and one that has never chosen a password. */
async function createAccounts(): Promise<void> {
  const cognito = createCognitoClient(stage.config);
  const [UserPoolId, Password] = [stage.cognito.poolId, "Demo123!"];
  for (const [Username, Permanent] of [
    ["off@example.com", true],
    ["new@example.com", false],
  ] as const) {
    await cognito.send(new AdminCreateUserCommand({ UserPoolId, Username, MessageAction: "SUPPRESS" }));
    await cognito.send(new AdminSetUserPasswordCommand({ UserPoolId, Username, Password, Permanent }));
  }
  await cognito.send(new AdminDisableUserCommand({ UserPoolId, Username: "off@example.com" }));
  cognito.destroy();
}
