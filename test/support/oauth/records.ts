import { ScanCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import type { Stage } from "../stage.ts";

/** Everything in the auth table. */
export async function authItems({ db, config }: Stage): Promise<Record<string, unknown>[]> {
  const { Items = [] } = await db.send(new ScanCommand({ TableName: config.tables.auth, ConsistentRead: true }));
  return Items;
}

/** Lets the time pass that things of one kind are given: the refresh tokens' grace, or a record's life. */
export async function agePassed(stage: Stage, kind: string): Promise<void> {
  const attribute = kind === "family" ? "grace_until" : "expires_at";
  for (const { pk } of (await authItems(stage)).filter((item) => String(item["pk"]).startsWith(`${kind}#`)))
    await stage.db.send(
      new UpdateCommand({
        TableName: stage.config.tables.auth,
        Key: { pk },
        UpdateExpression: "SET #attribute = :past",
        ExpressionAttributeNames: { "#attribute": attribute },
        ExpressionAttributeValues: { ":past": Math.floor(Date.now() / 1000) - 1 },
      }),
    );
}
