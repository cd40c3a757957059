import { lazily } from "@shop/core";
import { rotateKeys, type SigningKey, signingFirst } from "@shop/oauth";
import * as z from "zod";
import { holds, nowSeconds, type OpenTables } from "./records.ts";
import { type Keys, seal, unseal } from "./sealing.ts";

const pk = "key#oauth";
const tries = 5;

const keySet = lazily(() =>
  z.array(z.object({ kid: z.string(), jwk: z.record(z.string(), z.string()), signsFrom: z.number() })),
);

/**
 * The keys that sign access tokens, kept encrypted in the auth table: made by whichever server asks first, and moved on
 * when their time has come, by one server for all. To replace them at once, after a theft, delete the item. Keys that no
 * secret of ours opens any more are replaced: whoever took the old secret away meant to end what they signed.
 */
export async function loadSigningKeys(open: OpenTables, keys: Keys): Promise<readonly SigningKey[]> {
  for (let attempt = 0; attempt < tries; attempt++) {
    const known = await readKeys(open, keys);
    const due = await rotateKeys(known.keys, nowSeconds());
    if (due === known.keys || (await saveKeys(open, seal(due, pk, keys), known.version)))
      return signingFirst(due, nowSeconds());
  }
  throw new Error("The signing keys could not be read");
}

async function readKeys(open: OpenTables, keys: Keys) {
  const db = open();
  const { Item } = await db.get({ TableName: db.tables.auth, Key: { pk }, ConsistentRead: true });
  const known: readonly SigningKey[] = keySet().safeParse(Item && unseal(Item["sealed"], pk, keys)).data ?? [];
  return { keys: known, version: Number(Item?.["version"] ?? 0) };
}

/** False when another server was faster. */
const saveKeys = (open: OpenTables, sealed: Uint8Array, version: number): Promise<boolean> => {
  const db = open();
  const condition =
    version === 0
      ? { ConditionExpression: "attribute_not_exists(pk)" }
      : { ConditionExpression: "version = :version", ExpressionAttributeValues: { ":version": version } };
  return holds(db.put({ TableName: db.tables.auth, Item: { pk, sealed, version: version + 1 }, ...condition }));
};
