import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { OAuthPorts } from "./ports.ts";

/**
 * Knows a browser again between the steps of one sign-in, by a cookie that no other site and no sister domain can set
 * (`__Host-`). What is bound to a browser is worth nothing in another one: neither a consent page nor a way back from
 * the identity provider (CVE-2026-27124).
 */
export function createBrowsers(ports: Pick<OAuthPorts, "deriveKeys">, secure: boolean) {
  const name = (what: string) => (secure ? `__Host-shop-${what}` : `shop-${what}`);

  const bind = async (what: string, secret: string): Promise<string> => {
    const [key] = await ports.deriveKeys("browser");
    return createHmac("sha256", key)
      .update(JSON.stringify([what, secret]))
      .digest("base64url");
  };

  return {
    /** The value of a cookie of ours, in a `Cookie` header. */
    read: (header: string | null | undefined, what: string): string | undefined =>
      (header ?? "")
        .split(/; */)
        .map((pair) => pair.split("="))
        .find(([key, value]) => key === name(what) && /^[\w-]{43}$/.test(value ?? ""))?.[1],

    newSecret: () => randomBytes(32).toString("base64url"),

    cookie: (what: string, value: string, maxAgeSeconds: number): string =>
      `${name(what)}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${maxAgeSeconds}${secure ? "; Secure" : ""}`,

    /** A seal over something and the browser it was given to. */
    bind,

    async isBound(what: string, secret: string | undefined, seal: string | null): Promise<boolean> {
      if (secret === undefined || seal === null) return false;
      const [right, given] = [Buffer.from(await bind(what, secret)), Buffer.from(seal)];
      return right.length === given.length && timingSafeEqual(right, given);
    },
  };
}

export type Browsers = ReturnType<typeof createBrowsers>;

/** Whether a form came from a page of ours: browsers name its origin with every form, and no other site can. */
export const isOwnForm = (request: Request, origin: string): boolean => request.headers.get("origin") === origin;
