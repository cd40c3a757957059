import { randomBytes } from "node:crypto";
import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import type { Database } from "./database.ts";

const keyName = { pk: "key#cursor" };

/**
 * The secret that signs cursors: made by whichever server asks first, kept in the auth table, the same for all. Who can
 * read that table can read the orders too, so it opens nothing that was closed.
 */
export async function loadSigningKey(db: Database): Promise<Buffer> {
  const made = randomBytes(32).toString("base64url");
  try {
    await db.put({
      TableName: db.tables.auth,
      Item: { ...keyName, secret: made },
      ConditionExpression: "attribute_not_exists(pk)",
      ReturnValuesOnConditionCheckFailure: "ALL_OLD",
    });
    return Buffer.from(made, "base64url");
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    const { Item } = await db.get({ TableName: db.tables.auth, Key: keyName, ConsistentRead: true });
    return Buffer.from(String(Item?.["secret"]), "base64url");
  }
}

/** Loads once and remembers; a failure is not remembered, so that the next call tries again. */
export function once<Value>(load: () => Promise<Value>): () => Promise<Value> {
  let loading: Promise<Value> | undefined;
  return () => {
    loading ??= load().catch((error: unknown) => {
      loading = undefined;
      throw error;
    });
    return loading;
  };
}
