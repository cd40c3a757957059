import { createHmac, timingSafeEqual } from "node:crypto";
import type { CursorSeal } from "@shop/core";

/** Cursors are the position and an HMAC-SHA-256 over position and scope: nobody can build or move one. */
export const createCursorSeal = (loadKey: () => Promise<Buffer>): CursorSeal => {
  const signature = async (body: string, scope: string) =>
    createHmac("sha256", await loadKey())
      .update(`${body}.${scope}`)
      .digest();
  return {
    async sealCursor(position, scope) {
      const body = Buffer.from(JSON.stringify(position)).toString("base64url");
      return `${body}.${(await signature(body, scope)).toString("base64url")}`;
    },

    async openCursor(text, scope) {
      const [body = "", given = "", ...rest] = text.split(".");
      const claimed = Buffer.from(given, "base64url");
      const right = await signature(body, scope);
      // Base64url has several spellings of the same bytes; only the one we wrote is ours.
      const ours = claimed.length === right.length && timingSafeEqual(claimed, right);
      if (!ours || rest.length > 0 || right.toString("base64url") !== given) return undefined;
      return JSON.parse(Buffer.from(body, "base64url").toString());
    },
  };
};
