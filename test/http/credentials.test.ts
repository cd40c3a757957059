import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startCognito } from "@shop/local";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Door, describeEachDoor } from "../support/doors.ts";
import { legacyMessage, modernHeaders, modernMessage } from "../support/faults-calls.ts";
import { clientId, openStage, otherClientId, type Stage } from "../support/stage.ts";
import { forgeries, poolKey, signIn } from "../support/tokens.ts";

const scopes = "shop:orders shop:reviews shop:returns";
const json = { "content-type": "application/json" };
const call = (name: string) => ({ name, arguments: {} });

/** Every way to a route that authenticates: REST and both addresses of MCP, public and protected, old era and new. */
const routes: Record<string, { path: string; body: any; headers?: Record<string, string> }> = {
  "public tool": { path: "/tools/search_products", body: {} },
  "customer tool": { path: "/tools/get_order_history", body: {} },
  "unknown tool": { path: "/tools/nothing", body: {} },
  ...Object.fromEntries(
    ["/mcp", "/"].flatMap((path) => [
      [`${path} initialize`, { path, body: legacyMessage("initialize", {}, "first") }],
      [`${path} tools/list`, { path, body: legacyMessage("tools/list", {}, 7) }],
      [`${path} public`, { path, body: legacyMessage("tools/call", call("search_products"), "a") }],
      [`${path} customer`, { path, body: legacyMessage("tools/call", call("get_order_history"), 0) }],
      [`${path} modern`, modern(path, "search_products")],
      [`${path} modern customer`, modern(path, "get_order_history")],
      [
        `${path} batch`,
        { path, body: [legacyMessage("tools/list"), legacyMessage("tools/call", call("search_products"))] },
      ],
    ]),
  ),
};

/** Each address of MCP is a resource of its own name; everything else is the origin. */
const resourceOf = ({ url }: { url: string }): string => (new URL(url).pathname === "/mcp" ? "/mcp" : "");

function modern(path: string, tool: string) {
  return { path, body: modernMessage("tools/call", call(tool), "m-1"), headers: modernHeaders("tools/call", tool) };
}

/** As much of an answer as is looked at, over REST and over MCP. */
interface Answer {
  readonly code?: string;
  readonly error?: { readonly data: { readonly code: string } };
  readonly result?: { readonly structuredContent: { readonly success: boolean } };
}

describeEachDoor((open) => {
  let stage: Stage;
  let door: Door;
  let forged: Record<string, string>;
  const dataDir = mkdtempSync(join(tmpdir(), "shop-credentials-"));

  beforeAll(async () => {
    stage = await openStage({ dataDir });
    door = await open(stage.app);
    const good = await stage.tokenOf();
    forged = forgeries({ good, key: poolKey(dataDir), otherClientId });
    const other = await signIn(stage.cognito, otherClientId);
    const own = await signIn(stage.cognito, clientId);
    forged["of another client of the pool, really"] = other.accessToken;
    forged["an ID token"] = own.idToken;
    forged["an ID token of another client"] = other.idToken;
    for (const poolId of [undefined, "us-east-1_Foreign01"])
      forged[`of a foreign pool ${poolId}`] = await foreign(poolId);
  });
  afterAll(async () => {
    await door[Symbol.asyncDispose]();
    await stage.stop();
    rmSync(dataDir, { recursive: true, force: true });
    expect(stage.failures).toEqual([]);
  });

  /** A good token of another pool: with its own keys, and with its own name or with ours. */
  async function foreign(poolId: string | undefined): Promise<string> {
    const options = { dataDir: undefined, clients: [{ clientId }], scryptCost: 16, ...(poolId && { poolId }) };
    const pool = await startCognito(options);
    const admin = (operation: string, body: object) =>
      fetch(pool.url, {
        method: "POST",
        headers: { "x-amz-target": `AWSCognitoIdentityProviderService.${operation}` },
        body: JSON.stringify({ UserPoolId: pool.poolId, Username: "demo1@example.com", ...body }),
      });
    await admin("AdminCreateUser", {});
    await admin("AdminSetUserPassword", { Password: "Demo123!", Permanent: true });
    const { accessToken } = await signIn(pool, clientId);
    await pool.stop();
    return accessToken;
  }

  async function send(route: string, authorization?: string) {
    const { path, body, headers = json } = routes[route] ?? { path: "", body: {} };
    const response = await door.fetch(`${door.url}${path}`, {
      method: "POST",
      headers: { ...headers, ...(authorization !== undefined && { authorization }) },
      body: JSON.stringify(body),
    });
    return { response, url: `${door.url}${path}`, sent: body, answer: (await response.json()) as Answer };
  }

  function expectUnauthorized({ response, url, sent, answer }: Awaited<ReturnType<typeof send>>, name: string) {
    expect([name, response.status]).toEqual([name, 401]);
    const challenge = response.headers.get("www-authenticate") ?? "";
    expect(challenge).toMatch(/^Bearer /);
    const metadata = `http://localhost:8000/.well-known/oauth-protected-resource${resourceOf({ url })}`;
    expect(challenge).toContain(`resource_metadata="${metadata}"`);
    expect(challenge).toContain(`scope="${scopes}"`);
    if (Array.isArray(sent) || sent.jsonrpc) {
      expect(answer).toMatchObject({ jsonrpc: "2.0", id: Array.isArray(sent) ? null : sent.id, error: {} });
      expect(answer.error?.data).toMatchObject({ success: false, retryable: false });
      return String(answer.error?.data.code);
    }
    expect(answer).toMatchObject({ success: false, retryable: false });
    return String(answer.code);
  }

  it.each(Object.keys(routes))("refuses every token that is not one of this shop on %s", async (route) => {
    for (const [name, token] of Object.entries(forged)) {
      const result = await send(route, `Bearer ${token}`);
      const expected = name.startsWith("expired") ? "token_expired" : "invalid_token";
      expect([name, expectUnauthorized(result, name)]).toEqual([name, expected]);
      expect(result.response.headers.get("www-authenticate")).toContain('error="invalid_token"');
    }
  });

  it.each(Object.keys(routes))("refuses an Authorization header it cannot read on %s", async (route) => {
    const good = await stage.tokenOf();
    const headers = [
      "",
      "Bearer",
      "Bearer ",
      good,
      `Token ${good}`,
      `Digest ${good}`,
      `Bearer ${good} ${good}`,
      "Basic",
    ];
    const basics = ["", "====", "!!!!", "ZGVtbzE=", Buffer.from(":Demo123!").toString("base64")];
    for (const header of [...headers, ...basics.map((value) => `Basic ${value}`)])
      expect(expectUnauthorized(await send(route, header), header)).toBe("invalid_token");
  });

  it("takes good tokens on all of them, whatever the case of the scheme", async () => {
    const good = await stage.tokenOf();
    for (const scheme of ["Bearer", "bearer", "BEARER"]) {
      const answers = await Promise.all(Object.keys(routes).map((route) => send(route, `${scheme} ${good}`)));
      expect(answers.filter(({ response }) => response.status === 401)).toEqual([]);
    }
    const { answer } = await send("/mcp modern customer", `Bearer ${good}`);
    expect(answer.result?.structuredContent.success).toBe(true);
  });

  it("asks for a sign-in where a customer is needed and nobody is named, in a batch too", async () => {
    for (const route of ["customer tool", "/mcp customer", "/ customer", "/mcp modern customer", "/ modern customer"])
      expect(expectUnauthorized(await send(route), route)).toBe("authentication_required");
    for (const path of ["/mcp", "/"]) {
      const sent = [legacyMessage("tools/list"), legacyMessage("tools/call", call("get_order_history"), 2)];
      const response = await door.fetch(`${door.url}${path}`, {
        method: "POST",
        headers: json,
        body: JSON.stringify(sent),
      });
      const result = { response, url: `${door.url}${path}`, sent, answer: (await response.json()) as Answer };
      expect(expectUnauthorized(result, path)).toBe("authentication_required");
      expect(response.headers.get("www-authenticate")).not.toContain("error=");
    }
    expect((await send("public tool")).response.status).toBe(200);
    expect((await send("/mcp public")).response.status).toBe(200);
  });

  it("says insufficient_scope, and names the scopes, to an account that is not a customer", async () => {
    const { access_token: token } = (await (
      await door.fetch(`${door.url}/auth/login`, {
        method: "POST",
        headers: json,
        body: JSON.stringify({ email: "staff@example.com", password: "Staff123!" }),
      })
    ).json()) as { access_token: string };
    for (const route of ["customer tool", "/mcp customer", "/mcp modern customer"]) {
      const { response } = await send(route, `Bearer ${token}`);
      expect(response.status).toBe(403);
      expect(response.headers.get("www-authenticate")).toContain('error="insufficient_scope"');
      expect(response.headers.get("www-authenticate")).toContain(`scope="${scopes}"`);
    }
    expect((await send("public tool", `Bearer ${token}`)).response.status).toBe(200);
  });

  it("finds a token nowhere but in the Authorization header", async () => {
    const good = await stage.tokenOf();
    const response = await door.fetch(`${door.url}/tools/get_order_history?access_token=${good}`, {
      method: "POST",
      headers: { ...json, cookie: `access_token=${good}`, "x-access-token": good },
      body: "{}",
    });
    expect(response.status).toBe(401);
  });
});
