import { AdminDisableUserCommand, AdminEnableUserCommand } from "@aws-sdk/client-cognito-identity-provider";
import { createCognitoClient } from "@shop/aws/cognito";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connect, refresh, registerApp, statusOf, type TestApp, tokenRequest } from "../support/oauth/app.ts";
import { openPlace, type Place } from "../support/oauth/place.ts";
import { agePassed } from "../support/oauth/records.ts";

let place: Place;
let app: TestApp;
beforeAll(async () => {
  place = await openPlace();
  app = await registerApp(place.url);
});
afterAll(() => place[Symbol.asyncDispose]());

const good = async (token: string) => (await refresh(place.url, app, token)).body;

describe("a refresh token", () => {
  it("is replaced each time, and the new access token is as narrow as the old one", async () => {
    const first = await connect(place.url, app, { change: { scope: "shop:orders" } });
    const second = await good(first.refresh_token);
    expect(second).toMatchObject({ scope: "shop:orders", expires_in: 900 });
    expect(new Set([first.refresh_token, second.refresh_token]).size).toBe(2);
    expect(await statusOf(place.url, second.access_token)).toBe(200);
    const wider = {
      grant_type: "refresh_token",
      client_id: app.clientId,
      refresh_token: second.refresh_token,
      scope: "shop:orders shop:returns",
    };
    expect((await tokenRequest(place.url, wider)).body.error).toBe("invalid_scope");
  });

  it("is worth nothing to another app, and stays good for its own", async () => {
    const { refresh_token: token } = await connect(place.url, app);
    const other = await registerApp(place.url);
    expect((await refresh(place.url, other, token)).body.error).toBe("invalid_grant");
    expect((await refresh(place.url, app, token)).status).toBe(200);
  });

  it("has one successor, the same for twenty who ask at once", async () => {
    const { refresh_token: token } = await connect(place.url, app);
    const answers = await Promise.all(Array.from({ length: 20 }, () => refresh(place.url, app, token)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(new Set(answers.map(({ body }) => body.refresh_token)).size).toBe(1);
    const [{ body } = { body: { refresh_token: "" } }] = answers;
    expect((await refresh(place.url, app, body.refresh_token)).status).toBe(200);
  });

  it("may come again for half a minute, because its answer may have been lost", async () => {
    const { refresh_token: token } = await connect(place.url, app);
    const [first, again] = [await good(token), await good(token)];
    expect(again.refresh_token).toBe(first.refresh_token);
    expect(await statusOf(place.url, again.access_token)).toBe(200);
  });
});

describe("a stolen refresh token", () => {
  it("ends everything when it comes again after its time, whoever was first", async () => {
    const first = await connect(place.url, app);
    const second = await good(first.refresh_token);
    await agePassed(place.stage, "family");
    expect((await refresh(place.url, app, first.refresh_token)).body.error).toBe("invalid_grant");
    for (const one of [first, second]) {
      expect((await refresh(place.url, app, one.refresh_token)).body.error).toBe("invalid_grant");
      expect(await statusOf(place.url, one.access_token)).toBe(401);
    }
    expect(place.stage.events).toContain("refresh_token_reused");
  });

  it("ends everything when it is two generations old, within the half minute too", async () => {
    const first = await connect(place.url, app);
    const second = await good(first.refresh_token);
    const third = await good(second.refresh_token);
    expect((await refresh(place.url, app, first.refresh_token)).body.error).toBe("invalid_grant");
    expect((await refresh(place.url, app, third.refresh_token)).body.error).toBe("invalid_grant");
    expect(await statusOf(place.url, third.access_token)).toBe(401);
  });

  it("cannot be told from its successor, nor its successor from it", async () => {
    const { refresh_token: token } = await connect(place.url, app);
    const forged = `${token.slice(0, -2)}${token.endsWith("AA") ? "BB" : "AA"}`;
    expect((await refresh(place.url, app, forged)).body.error).toBe("invalid_grant");
    expect((await refresh(place.url, app, token)).status).toBe(200);
  });
});

describe("a person who may no longer sign in", () => {
  it("is not refreshed, and what the app holds ends with it", async () => {
    const tokens = await connect(place.url, app, { email: "demo5@example.com" });
    const cognito = createCognitoClient(place.stage.config);
    const who = { UserPoolId: place.stage.cognito.poolId, Username: "demo5@example.com" };
    await cognito.send(new AdminDisableUserCommand(who));
    expect((await refresh(place.url, app, tokens.refresh_token)).body.error).toBe("invalid_grant");
    expect(await statusOf(place.url, tokens.access_token)).toBe(401);
    await cognito.send(new AdminEnableUserCommand(who));
    expect((await refresh(place.url, app, tokens.refresh_token)).body.error).toBe("invalid_grant");
    cognito.destroy();
  });

  it("is told from a Cognito that does not answer, which costs nobody their token", async () => {
    await using other = await openPlace();
    const otherApp = await registerApp(other.url);
    const tokens = await connect(other.url, otherApp);
    await other.stage.cognito.stop();
    const answer = await refresh(other.url, otherApp, tokens.refresh_token);
    expect([answer.status, answer.body.error]).toEqual([503, "temporarily_unavailable"]);
    expect(await statusOf(other.url, tokens.access_token)).toBe(200);
    expect((await refresh(other.url, otherApp, tokens.refresh_token)).status).toBe(503);
  });
});
