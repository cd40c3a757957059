import type { OAuthPorts, Standing } from "@shop/oauth";
import { hash, holds, keyOf, nowSeconds, type OpenTables } from "./records.ts";

type Families = Pick<OAuthPorts, "startFamily" | "standingOf" | "rotate">;

/** The refresh tokens of a grant: which one is to be used, and which one was used last. Hashes of both, no more. */
export function createFamilies(open: OpenTables): Families {
  async function standingOf(grantId: string, tokenId: string): Promise<Standing> {
    const db = open();
    const { Item } = await db.get({ TableName: db.tables.auth, Key: keyOf("family", grantId), ConsistentRead: true });
    if (Item?.["current_token"] === hash(tokenId)) return "current";
    const isLast = Item?.["last_token"] === hash(tokenId) && Item["grace_until"] > nowSeconds();
    return isLast ? "retried" : "reused";
  }

  return {
    standingOf,

    async startFamily(grantId, tokenId, expiresAt) {
      const db = open();
      const Item = { ...keyOf("family", grantId), current_token: hash(tokenId), expires_at: expiresAt };
      await db.put({ TableName: db.tables.auth, Item });
    },

    async rotate({ grantId, from, to, graceUntil }) {
      const db = open();
      const rotated = await holds(
        db.update({
          TableName: db.tables.auth,
          Key: keyOf("family", grantId),
          UpdateExpression: "SET current_token = :to, last_token = :from, grace_until = :grace",
          ConditionExpression: "current_token = :from",
          ExpressionAttributeValues: { ":from": hash(from), ":to": hash(to), ":grace": graceUntil },
        }),
      );
      return rotated ? "current" : standingOf(grantId, from);
    },
  };
}
