const known = new Map<string, string>();
const max = 10_000;

/** A short digest in place of an id, so that a log line can be matched to a customer but does not name one. */
export async function fingerprint(id: string): Promise<string> {
  const cached = known.get(id);
  if (cached) return cached;
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(id));
  const text = [...new Uint8Array(digest).slice(0, 6)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  if (known.size >= max) known.clear();
  known.set(id, text);
  return text;
}
