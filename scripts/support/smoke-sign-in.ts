import assert from "node:assert/strict";
import { type Answer, isText, type Promised, refused, succeeded } from "./smoke-shop.ts";

const metadataPath = "/.well-known/oauth-protected-resource";
const daySeconds = 86_400;

function challenged(answer: Answer): void {
  const header = answer.headers.get("www-authenticate") ?? "";
  assert.match(header, /^Bearer /, "WWW-Authenticate must ask for a bearer token");
  assert.match(header, /resource_metadata="[^"]+"/, "WWW-Authenticate must say where to learn more");
  assert.match(header, /scope="[^"]+"/, "WWW-Authenticate must name the scopes");
}

/** Who may do what, and how one becomes somebody. */
export const signInPromises: readonly Promised[] = [
  {
    name: "POST /auth/login without e-mail or password is 400",
    async check(shop) {
      for (const body of [{}, { email: shop.email }, { password: "x" }])
        refused(await shop.post("/auth/login", body), 400, { error: "Missing email or password" });
    },
  },
  {
    name: "POST /auth/login answers a wrong password and an unknown e-mail alike (401)",
    async check(shop) {
      const wrong = await shop.post("/auth/login", { email: shop.email, password: "Wrong-password-1" });
      const unknown = await shop.post("/auth/login", { email: "nobody@example.com", password: "Wrong-password-1" });
      if (unknown.status === 429) {
        shop.remark = "limited: too many failed sign-ins lately";
        return;
      }
      refused(wrong, 401, { error: "Invalid email or password" });
      assert.equal(unknown.status, 401);
      assert.deepEqual(unknown.body, wrong.body);
    },
  },
  {
    name: "POST /auth/login gives a token of 24 hours",
    async check(shop) {
      const { status, body, text } = await shop.post("/auth/login", { email: shop.email, password: shop.password });
      assert.equal(status, 200, text.slice(0, 200));
      isText(body.access_token, "access_token");
      assert.equal(body.token_type, "Bearer");
      assert.equal(body.expires_in, daySeconds);
      isText(body.customer_id, "customer_id");
      shop.token = body.access_token;
    },
  },
  {
    name: "a customer's tool without a token is 401 with WWW-Authenticate",
    async check(shop) {
      for (const name of ["order_product", "write_product_review", "get_order_history", "initiate_return"]) {
        const answer = await shop.post(`/tools/${name}`, {});
        refused(answer, 401, { code: "authentication_required", error: "Authentication required" });
        challenged(answer);
      }
    },
  },
  {
    name: "a bad token is 401 with WWW-Authenticate, on public tools too",
    async check(shop) {
      for (const name of ["get_order_history", "search_products"])
        for (const authorization of ["Bearer not-a-token", `Bearer ${shop.token.slice(0, -8)}AAAAAAAA`]) {
          const answer = await shop.post(`/tools/${name}`, {}, { authorization });
          refused(answer, 401);
          challenged(answer);
        }
    },
  },
  {
    name: "e-mail and password as Basic credentials sign in too",
    async check(shop) {
      const basic = (password: string) => `Basic ${Buffer.from(`${shop.email}:${password}`).toString("base64")}`;
      succeeded(await shop.post("/tools/get_order_history", {}, { authorization: basic(shop.password) }));
    },
  },
  {
    name: "the authorization server describes itself where clients look for it",
    async check(shop) {
      const { body: resource } = await shop.get(metadataPath);
      const [issuer] = resource.authorization_servers;
      // A server that signs no apps in itself names the user pool, which describes itself.
      if (issuer !== resource.resource) return assert.ok(URL.canParse(issuer), `${issuer} must be a URL`);
      for (const path of ["/.well-known/oauth-authorization-server", "/.well-known/openid-configuration"]) {
        const { status, body } = await shop.get(path);
        assert.equal(status, 200);
        assert.equal(body.issuer, issuer, "the issuer must be the one that the resource names");
        assert.deepEqual(body.code_challenge_methods_supported, ["S256"]);
        for (const name of ["authorization_endpoint", "token_endpoint", "registration_endpoint", "jwks_uri"])
          assert.ok(URL.canParse(body[name]), `${name} must be a URL`);
      }
    },
  },
  {
    name: "the protected resource metadata says where to sign in",
    async check(shop) {
      for (const path of [metadataPath, `${metadataPath}/mcp`]) {
        const { status, body } = await shop.get(path);
        assert.equal(status, 200);
        assert.ok(URL.canParse(body.resource), "resource must be a URL");
        assert.ok(body.authorization_servers.length > 0, "authorization_servers must not be empty");
        assert.ok(body.scopes_supported.length > 0, "scopes_supported must not be empty");
      }
    },
  },
];
