import { beforeAll, describe, expect, it } from "vitest";
import { type Door, describeEachDoor } from "../support/doors.ts";
import { openStage, type Stage } from "../support/stage.ts";

const issuer = "http://localhost:8000";
const metadataPath = "/.well-known/oauth-authorization-server";

describeEachDoor((open) => {
  let stage: Stage;
  let door: Door;
  beforeAll(async () => {
    stage = await openStage();
    door = await open(stage.app);
    return async () => {
      await door[Symbol.asyncDispose]();
      await stage.stop();
    };
  });
  const get = async (path: string, headers: Record<string, string> = {}) => {
    const response = await door.fetch(`${door.url}${path}`, { headers });
    return { response, body: (await response.json()) as any };
  };

  const openIdPath = "/.well-known/openid-configuration";
  it.each([metadataPath, `${metadataPath}/mcp`, openIdPath, `${openIdPath}/mcp`])(
    "describes itself at %s",
    async (path) => {
      const { response, body } = await get(path, { origin: "https://inspector.example" });
      expect(response.status).toBe(200);
      expect(response.headers.get("access-control-allow-origin")).toBe("*");
      expect(body).toMatchObject({
        issuer,
        authorization_endpoint: `${issuer}/oauth/authorize`,
        token_endpoint: `${issuer}/oauth/token`,
        registration_endpoint: `${issuer}/oauth/register`,
        revocation_endpoint: `${issuer}/oauth/revoke`,
        jwks_uri: `${issuer}/oauth/jwks`,
        response_types_supported: ["code"],
        response_modes_supported: ["query"],
        grant_types_supported: ["authorization_code", "refresh_token"],
        code_challenge_methods_supported: ["S256"],
        token_endpoint_auth_methods_supported: ["none"],
        scopes_supported: ["shop:orders", "shop:reviews", "shop:returns", "shop:staff", "offline_access"],
        authorization_response_iss_parameter_supported: true,
        client_id_metadata_document_supported: true,
      });
    },
  );

  it("builds its addresses from its own name, whatever the request says", async () => {
    const forged = {
      host: "evil.example",
      "x-forwarded-host": "evil.example",
      "x-forwarded-proto": "https",
      forwarded: "host=evil.example",
    };
    const { body } = await get(metadataPath, forged);
    expect(JSON.stringify(body)).not.toContain("evil.example");
    expect(body.token_endpoint).toBe(`${issuer}/oauth/token`);
  });

  it("publishes two keys, and nothing of what makes them private", async () => {
    const { body } = await get("/oauth/jwks");
    expect(body.keys).toHaveLength(2);
    for (const key of body.keys) {
      expect(key).toMatchObject({ kty: "EC", crv: "P-256", alg: "ES256", use: "sig", kid: expect.any(String) });
      expect(key).not.toHaveProperty("d");
    }
  });

  it.each([
    ["", issuer, "shop:orders shop:reviews shop:returns"],
    ["/mcp", `${issuer}/mcp`, "shop:orders shop:reviews shop:returns"],
    ["/mcp/staff", `${issuer}/mcp/staff`, "shop:staff"],
  ])("says at the resource %s where to sign in and for what", async (path, resource, scopes) => {
    const { body } = await get(`/.well-known/oauth-protected-resource${path}`);
    expect(body).toMatchObject({
      resource,
      authorization_servers: [issuer],
      scopes_supported: scopes.split(" "),
      bearer_methods_supported: ["header"],
    });
  });

  it.each(["/oauth/token", "/oauth/register", "/oauth/revoke", "/oauth/jwks", metadataPath])(
    "lets pages of any origin ask %s",
    async (path) => {
      const headers = {
        origin: "https://app.example",
        "access-control-request-method": "POST",
        "access-control-request-headers": "content-type",
      };
      const response = await door.fetch(`${door.url}${path}`, { method: "OPTIONS", headers });
      expect(response.status).toBe(204);
      expect(response.headers.get("access-control-allow-origin")).toBe("*");
      expect(response.headers.get("access-control-allow-credentials")).toBeNull();
    },
  );

  /** What the library would answer: it has more addresses than we use, and more methods at some. */
  describe("of what the library could do more", () => {
    const claude = {
      client_id: "claude",
      redirect_uri: "https://claude.ai/api/mcp/auth_callback",
      response_type: "code",
      code_challenge: "x".repeat(43),
      code_challenge_method: "S256",
    };

    it.each([
      ["POST", "/oauth/authorize", claude],
      ["HEAD", "/oauth/jwks"],
      ["GET", "/oauth/register/app_x"],
      ["PUT", "/oauth/register/app_x"],
      ["DELETE", "/oauth/register/app_x"],
      ["POST", "/oauth/logout/confirm"],
      ["GET", "/oauth/logout"],
      ["GET", "/oauth/token"],
      ["POST", "/oauth/introspect"],
      ["GET", "/oauth/me"],
      ["GET", "/oauth/device"],
      ["POST", "/oauth/request"],
      ["GET", "/oauth/consent"],
      ["GET", "/interaction/x"],
      ["GET", "/session/end"],
    ])("%s %s is not there", async (method, path, form?: Record<string, string>) => {
      const body = form && new URLSearchParams(form);
      const response = await door.fetch(`${door.url}${path}`, { method, ...(body && { body }), redirect: "manual" });
      expect(response.status).toBe(404);
      if (method !== "HEAD") expect(await response.json()).toMatchObject({ success: false, code: "not_found" });
    });

    it("nothing is behind a way around the table either", async () => {
      const response = await door.fetch(`${door.url}/oauth/consent/x/../../authorize`, { redirect: "manual" });
      expect([response.status, response.headers.get("location")]).toEqual([400, null]);
    });
  });
});
