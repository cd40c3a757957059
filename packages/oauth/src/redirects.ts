const loopback = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** Editors that are handed the answer through a scheme of their own, on the machine where the person sits. */
const editorSchemes = new Set(["cursor:", "vscode:", "vscode-insiders:", "vscodium:", "windsurf:", "zed:"]);

const maxLength = 2048;
/** What a browser would read differently than we do: controls, blanks, backslashes; and fragments. */
const ambiguous = /[\p{Cc}\s\\#]/u;

/**
 * Whether an app may register this redirect URI: https anywhere, http on loopback only, or an editor's own scheme
 * (RFC 8252 section 7, RFC 9700 section 2.1). A request's redirect URI must then equal a registered one, but for the
 * port on loopback, which the library checks.
 */
export function mayRegister(redirectUri: unknown): redirectUri is string {
  if (typeof redirectUri !== "string" || redirectUri.length > maxLength || ambiguous.test(redirectUri)) return false;
  const url = URL.parse(redirectUri);
  if (!url || url.username || url.password || redirectUri.includes("*")) return false;
  if (url.protocol === "https:") return url.hostname !== "" && !loopback.has(url.hostname);
  return url.protocol === "http:" ? loopback.has(url.hostname) : editorSchemes.has(url.protocol);
}

export const isLoopback = (redirectUri: string): boolean => loopback.has(URL.parse(redirectUri)?.hostname ?? "");

/** Where an answer will go, as a person can judge it. */
export function redirectHost(redirectUri: string): string {
  const url = URL.parse(redirectUri);
  return url?.host || url?.protocol.replace(":", "") || "";
}
