import type { Connection, ListedConnection, OAuthPorts } from "@shop/oauth";
import { z } from "zod";
import { getAll } from "../database.ts";
import type { CognitoLeg } from "./cognito-leg.ts";
import { hash, holds, keyOf, nowSeconds, type OpenTables } from "./records.ts";
import { type Keys, seal, unseal } from "./sealing.ts";

type Connections = Pick<
  OAuthPorts,
  "saveConnection" | "renewConnection" | "groupsOf" | "endGrant" | "listConnections" | "endConnection"
>;

/** A connection with the secrets of the sign-in behind it. */
const saved = z.object({
  grantId: z.string(),
  subject: z.string(),
  clientId: z.string(),
  clientName: z.string(),
  redirectHost: z.string(),
  scopes: z.array(z.string()),
  createdAt: z.number(),
  expiresAt: z.number(),
  groups: z.array(z.string()),
  refreshToken: z.string(),
});
type Saved = z.output<typeof saved>;

interface Deps {
  readonly open: OpenTables;
  readonly keys: () => Promise<Keys>;
  readonly cognito: Pick<CognitoLeg, "renew" | "endSignIn">;
  /** Hears when the sign-in behind a grant could not be ended at Cognito; the grant is ended all the same. */
  readonly onFailure: (error: unknown) => void;
}

/** A customer has a set of connections, by the hash of each grant's id, beside the connections themselves. */
export function createConnections({ open, keys, cognito, onFailure }: Deps): Connections {
  const keyByHash = (connectionId: string) => ({ pk: `connection#${connectionId}` });
  const listKey = (subject: string) => keyOf("connections", subject);

  async function read(Item: Record<string, unknown> | undefined): Promise<Saved | undefined> {
    if (!Item || Number(Item["expires_at"]) <= nowSeconds() || !(Item["sealed"] instanceof Uint8Array))
      return undefined;
    return saved.safeParse(unseal(Item["sealed"], String(Item["pk"]), await keys())).data;
  }

  async function find(connectionId: string): Promise<Saved | undefined> {
    const db = open();
    const { Item } = await db.get({ TableName: db.tables.auth, Key: keyByHash(connectionId), ConsistentRead: true });
    return read(Item);
  }

  async function write(connection: Saved, only?: "existing"): Promise<void> {
    const db = open();
    const Key = keyByHash(hash(connection.grantId));
    const sealed = seal(connection, Key.pk, await keys());
    const Item = { ...Key, sealed, expires_at: connection.expiresAt };
    const condition = only && { ConditionExpression: "attribute_exists(pk)" };
    await holds(db.put({ TableName: db.tables.auth, Item, ...condition }));
  }

  async function unlist(subject: string, connectionIds: readonly string[]): Promise<void> {
    if (connectionIds.length === 0) return;
    const db = open();
    await db.update({
      TableName: db.tables.auth,
      Key: listKey(subject),
      UpdateExpression: "DELETE ids :ids",
      ExpressionAttributeValues: { ":ids": new Set(connectionIds) },
    });
  }

  /** The grant first: from then on its tokens are worth nothing, whatever happens to the rest. */
  async function end(connectionId: string): Promise<void> {
    const db = open();
    await db.remove({ TableName: db.tables.auth, Key: { pk: `grant#${connectionId}` } });
    const { Attributes } = await db.remove({
      TableName: db.tables.auth,
      Key: keyByHash(connectionId),
      ReturnValues: "ALL_OLD",
    });
    const connection = await read(Attributes);
    if (!connection) return;
    await unlist(connection.subject, [connectionId]);
    await cognito.endSignIn(connection.refreshToken).catch(onFailure);
  }

  async function list(subject: string): Promise<readonly ListedConnection[]> {
    const db = open();
    const { Item } = await db.get({ TableName: db.tables.auth, Key: listKey(subject), ConsistentRead: true });
    const ids = [...((Item?.["ids"] as Set<string> | undefined) ?? [])];
    const items = await getAll(db, db.tables.auth, ids.map(keyByHash));
    const found = (await Promise.all(items.map(read))).filter((one) => one !== undefined);
    const alive = new Set(found.map(({ grantId }) => hash(grantId)));
    await unlist(
      subject,
      ids.filter((id) => !alive.has(id)),
    );
    return found.map(toListed).toSorted((a, b) => b.createdAt - a.createdAt);
  }

  return {
    async saveConnection(connection, { groups, refreshToken }) {
      const db = open();
      await write({ ...connection, scopes: [...connection.scopes], groups: [...groups], refreshToken });
      await db.update({
        TableName: db.tables.auth,
        Key: listKey(connection.subject),
        UpdateExpression: "ADD ids :ids SET expires_at = :expires",
        ExpressionAttributeValues: {
          ":ids": new Set([hash(connection.grantId)]),
          ":expires": connection.expiresAt,
        },
      });
    },

    async renewConnection(grantId) {
      const connection = await find(hash(grantId));
      if (!connection) return undefined;
      const renewed = await cognito.renew(connection.refreshToken);
      if (renewed) await write({ ...connection, ...renewed }, "existing");
      if (renewed) return renewed;
      // Where the app client rotates refresh tokens, a renewal at the same moment may have taken this one's place.
      const latest = await find(hash(grantId));
      return latest?.refreshToken === connection.refreshToken ? undefined : latest;
    },

    groupsOf: async (grantId) => (await find(hash(grantId)))?.groups ?? [],
    endGrant: (grantId) => end(hash(grantId)),
    listConnections: list,

    async endConnection(subject, connectionId) {
      if ((await find(connectionId))?.subject !== subject) return false;
      await end(connectionId);
      return true;
    },
  };
}

const toListed = ({ grantId, subject: _, ...connection }: Connection & Partial<Saved>): ListedConnection => {
  const { groups: _groups, refreshToken: _token, ...shown } = connection;
  return { connectionId: hash(grantId), ...shown };
};
