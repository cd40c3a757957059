import { type Scope, shopScopes } from "@shop/core";

/** What each scope lets an app do, for the person who is asked. */
export const inPlainWords: Readonly<Record<Scope, string>> = {
  "shop:orders": "See, place, change and cancel your orders, and see your profile",
  "shop:reviews": "Write product reviews in your name",
  "shop:returns": "See and start returns and exchanges",
  "shop:staff": "Run the shop: orders, returns, stock and products of everyone (staff only)",
};

const known = new Set<string>(Object.keys(inPlainWords));

export const isScope = (scope: string): scope is Scope => known.has(scope);

/**
 * The scopes to ask the person for: those of a request that exist here, or all a customer may give when it names none
 * (RFC 6749 section 3.3). `undefined` when it names none that exist.
 */
export function scopesOf(requested: string | undefined): readonly Scope[] | undefined {
  if (requested === undefined || requested.trim() === "") return shopScopes;
  const wanted = [...new Set(requested.split(" "))];
  const scopes = wanted.filter(isScope);
  if (scopes.length > 0) return scopes;
  // Not a scope of the shop, but of the protocol: a client that asks for no more than that names none of ours.
  return wanted.every((scope) => scope === "offline_access" || scope === "openid") ? shopScopes : undefined;
}
