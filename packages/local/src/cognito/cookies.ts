import type { HttpRequest } from "./http.ts";

/** A cookie's value; only what we could have set ourselves (Base64url) is read. */
export function readCookie({ headers }: HttpRequest, name: string): string | undefined {
  for (const part of (headers.cookie ?? "").split(";")) {
    const [key, value] = part.trim().split("=");
    if (key === name && value && /^[\w-]{16,128}$/.test(value)) return value;
  }
  return undefined;
}

/** A Set-Cookie that scripts cannot read and other sites' forms do not send. */
export function setCookie(name: string, value: string, maxAgeSeconds: number): string {
  return `${name}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${maxAgeSeconds}`;
}
