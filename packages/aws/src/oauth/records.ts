import { createHash } from "node:crypto";
import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import type { OAuthPorts } from "@shop/oauth";
import type { Database } from "../database.ts";
import { type Keys, seal, unseal } from "./sealing.ts";

/** The tables for the time of one operation. */
export type OpenTables = () => Database;

/** Under which key something is kept: the kind, and a hash of the id, which is often a secret. */
export const keyOf = (kind: string, id: string) => ({ pk: `${kind}#${hash(id)}` });

export const hash = (text: string): string => createHash("sha256").update(text).digest("base64url");

export const nowSeconds = (): number => Math.floor(Date.now() / 1000);

/** The same outcome as a value: false when the condition of a write did not hold. */
export async function holds(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

/** TTL deletion lags by hours, so every read asks for itself whether an item has expired. */
const standing = "attribute_exists(pk) AND expires_at > :now";

type Records = Pick<OAuthPorts, "keep" | "find" | "use" | "take" | "forget">;

/** What the authorization server keeps for a while, in the auth table: keys hashed, values encrypted, expiry checked. */
export function createRecords(open: OpenTables, keys: () => Promise<Keys>): Records {
  const read = async (pk: string, sealed: unknown) =>
    sealed instanceof Uint8Array ? unseal(sealed, pk, await keys()) : undefined;

  return {
    async keep(kind, id, value, expiresAt) {
      const db = open();
      const { pk } = keyOf(kind, id);
      const sealed = seal(value, pk, await keys());
      // Writing again leaves the mark of its use alone.
      await db.update({
        TableName: db.tables.auth,
        Key: { pk },
        UpdateExpression: "SET sealed = :sealed, expires_at = :expires",
        ExpressionAttributeValues: { ":sealed": sealed, ":expires": expiresAt },
      });
    },

    async find(kind, id) {
      const db = open();
      const Key = keyOf(kind, id);
      const { Item } = await db.get({ TableName: db.tables.auth, Key, ConsistentRead: true });
      if (!Item || Item["expires_at"] <= nowSeconds()) return undefined;
      const value = await read(Key.pk, Item["sealed"]);
      return value === undefined ? undefined : { value, used: Item["used_at"] !== undefined };
    },

    use(kind, id) {
      const db = open();
      return holds(
        db.update({
          TableName: db.tables.auth,
          Key: keyOf(kind, id),
          UpdateExpression: "SET used_at = :now",
          ConditionExpression: `${standing} AND attribute_not_exists(used_at)`,
          ExpressionAttributeValues: { ":now": nowSeconds() },
        }),
      );
    },

    async take(kind, id) {
      const Key = keyOf(kind, id);
      const taken = await removeStanding(open(), Key);
      return taken && read(Key.pk, taken["sealed"]);
    },

    async forget(kind, id) {
      const db = open();
      await db.remove({ TableName: db.tables.auth, Key: keyOf(kind, id) });
    },
  };
}

/** Removes an item that has not expired: one of all who try is answered what it was. */
async function removeStanding(db: Database, Key: { pk: string }): Promise<Record<string, unknown> | undefined> {
  let taken: Record<string, unknown> | undefined;
  const removal = db.remove({
    TableName: db.tables.auth,
    Key,
    ConditionExpression: standing,
    ExpressionAttributeValues: { ":now": nowSeconds() },
    ReturnValues: "ALL_OLD",
  });
  await holds(
    removal.then(({ Attributes }) => {
      taken = Attributes;
    }),
  );
  return taken;
}
