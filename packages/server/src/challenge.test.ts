import { expect, it } from "vitest";
import { challenge, resourceMetadata } from "./challenge.ts";

const settings = { publicUrl: "https://shop.example", authorizationServer: "https://issuer.example" };
const metadata = 'resource_metadata="https://shop.example/.well-known/oauth-protected-resource"';
const scope = 'scope="shop:orders shop:reviews shop:returns"';

it("says without an error where to sign in and for which scopes, when nobody is signed in", () => {
  expect(challenge(settings, { code: "authentication_required", message: "Authentication required" })).toBe(
    `Bearer realm="ecommerce-mcp-server", ${metadata}, ${scope}`,
  );
});

it.each([
  ["invalid_token", "invalid_token"],
  ["token_expired", "invalid_token"],
  ["insufficient_scope", "insufficient_scope"],
] as const)("names what is wrong in the words of RFC 6750: %s is %s", (code, error) => {
  expect(challenge(settings, { code, message: "No good" })).toBe(
    `Bearer realm="ecommerce-mcp-server", error="${error}", error_description="No good", ${metadata}, ${scope}`,
  );
});

it("describes the resource as RFC 9728 wants it", () => {
  expect(resourceMetadata(settings)).toMatchObject({
    resource: "https://shop.example",
    authorization_servers: ["https://issuer.example"],
    scopes_supported: ["shop:orders", "shop:reviews", "shop:returns"],
    bearer_methods_supported: ["header"],
  });
});
