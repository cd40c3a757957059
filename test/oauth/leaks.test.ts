import { afterAll, beforeAll, expect, it } from "vitest";
import { freePort } from "../../scripts/support/ports.ts";
import { ask, post, redeem, refresh, registerApp, statusOf } from "../support/oauth/app.ts";
import { openBrowser, walk } from "../support/oauth/browser.ts";
import { type ServerProcess, startServer } from "../support/server-process.ts";
import { brokerClientId, openStage, type Stage } from "../support/stage.ts";

let stage: Stage;
let server: ServerProcess;
let url: string;
beforeAll(async () => {
  const port = await freePort();
  url = `http://localhost:${port}`;
  stage = await openStage({ env: { PUBLIC_URL: url } });
  const credentials = {
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "canary-aws-secret",
    POWERTOOLS_TRACE_ENABLED: "false",
  };
  server = await startServer({ ...stage.env, ...credentials, LOG_LEVEL: "DEBUG", DEBUG: "" }, { port });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await stage.stop();
});

it("no secret that passes through the server comes out of it anywhere but where it belongs", async () => {
  const canaries: Record<string, string> = {
    "AWS secret": "canary-aws-secret",
    "broker secret": "broker-secret-of-this-test-stage",
  };
  canaries["server secret"] = String(stage.env["OAUTH_SECRET"]);
  const app = await registerApp(url, { client_name: "Canary app" });
  const browser = openBrowser();
  const asked = ask(url, app);
  const isCallback = (to: string) => to.startsWith(`${url}/oauth/callback`);
  const callback = await walk(browser, asked.url, { stopAt: isCallback });
  for (const [name, value] of new URL(callback).searchParams) canaries[`Cognito's ${name}`] = value;
  const back = new URL(await walk(browser, callback));
  const code = back.searchParams.get("code") ?? "";
  const tokens = (await redeem(url, app, { code, verifier: asked.verifier })).body;
  const next = (await refresh(url, app, tokens.refresh_token)).body;
  Object.assign(canaries, { code, verifier: asked.verifier, "app's state": asked.state });
  Object.assign(canaries, {
    access: tokens.access_token.slice(-40),
    refresh: tokens.refresh_token,
    "next refresh": next.refresh_token,
  });
  for (const { name, value } of browser.cookies) canaries[`cookie ${name}`] = value;

  // Everything once more in ways that fail, in the hope that a failure says too much.
  const answers: string[] = [];
  const keep = async (response: Promise<Response>) => answers.push(await (await response).text());
  canaries["password"] = "Canary-password-1!";
  await keep(post(`${url}/auth/login`, { email: "demo1@example.com", password: canaries["password"] }));
  await keep(
    fetch(`${url}/tools/get_order_history`, {
      method: "POST",
      headers: {
        authorization: `Basic ${Buffer.from(`demo1@example.com:${canaries["password"]}`).toString("base64")}`,
        "content-type": "application/json",
      },
      body: "{}",
    }),
  );
  await keep(browser.open(callback));
  await keep(fetch(`${url}/oauth/callback?state=${canaries["Cognito's state"]}&code=${canaries["Cognito's code"]}`));
  await keep(
    fetch(`${url}/oauth/token`, {
      method: "POST",
      body: new URLSearchParams({
        grant_type: "authorization_code",
        client_id: app.clientId,
        code,
        code_verifier: asked.verifier,
        redirect_uri: app.redirectUri,
      }),
    }),
  );
  await keep(
    fetch(`${url}/oauth/token`, {
      method: "POST",
      body: new URLSearchParams({
        grant_type: "refresh_token",
        client_id: app.clientId,
        refresh_token: tokens.refresh_token,
      }),
    }),
  );
  await keep(
    fetch(`${url}/oauth/token`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ code, refresh_token: next.refresh_token }),
    }),
  );
  await keep(
    fetch(`${url}/oauth/authorize?client_id=${code}&redirect_uri=${tokens.refresh_token}&state=${asked.state}`, {
      headers: { accept: "text/html" },
    }),
  );
  await keep(fetch(`${url}/oauth/nothing/${code}?token=${tokens.refresh_token}`));
  await keep(
    fetch(`${url}/oauth/revoke`, {
      method: "POST",
      body: new URLSearchParams({ client_id: app.clientId, token: next.refresh_token }),
    }),
  );
  expect(await statusOf(url, tokens.access_token)).toBe(401);
  await stage.cognito.stop();
  await keep(post(`${url}/auth/login`, { email: "demo2@example.com", password: canaries["password"] }));

  const log = server.log();
  expect(log).toContain("oauth.token");
  expect(log).toContain('"message":"security"');
  for (const [name, canary] of Object.entries(canaries)) {
    expect(canary.length, name).toBeGreaterThan(10);
    expect([
      name,
      log.includes(canary),
      encodeURIComponent(canary) !== canary && log.includes(encodeURIComponent(canary)),
    ]).toEqual([name, false, false]);
    expect([name, answers.some((answer) => answer.includes(canary))]).toEqual([name, false]);
  }
  for (const person of ["demo1@example.com", "cust-001", brokerClientId])
    expect([person, log.includes(person)]).toEqual([person, false]);
});
