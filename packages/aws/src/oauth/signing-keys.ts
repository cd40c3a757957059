import { rotateKeys, type SigningKey, signingFirst } from "@shop/oauth";
import { z } from "zod";
import { holds, nowSeconds, type OpenTables } from "./records.ts";
import { type Keys, seal, unseal } from "./sealing.ts";

const pk = "key#oauth";
const tries = 5;

const keySet = z.array(z.object({ kid: z.string(), jwk: z.record(z.string(), z.string()), signsFrom: z.number() }));

/**
 * The keys that sign access tokens, kept encrypted in the auth table: made by whichever server asks first, and moved on
 * when their time has come, by one server for all. To replace them at once, after a theft, delete the item.
 */
export async function loadSigningKeys(open: OpenTables, keys: Keys): Promise<readonly SigningKey[]> {
  for (let attempt = 0; attempt < tries; attempt++) {
    const db = open();
    const { Item } = await db.get({ TableName: db.tables.auth, Key: { pk }, ConsistentRead: true });
    const known = Item ? keySet.parse(unseal(Item["sealed"], pk, keys)) : [];
    const due = await rotateKeys(known, nowSeconds());
    if (due === known) return signingFirst(due, nowSeconds());
    const version = Number(Item?.["version"] ?? 0);
    const saved = holds(
      db.put({
        TableName: db.tables.auth,
        Item: { pk, sealed: seal(due, pk, keys), version: version + 1 },
        ConditionExpression: version === 0 ? "attribute_not_exists(pk)" : "version = :version",
        ...(version > 0 && { ExpressionAttributeValues: { ":version": version } }),
      }),
    );
    if (await saved) return signingFirst(due, nowSeconds());
  }
  throw new Error("The signing keys could not be read");
}
