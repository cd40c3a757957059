import { lazily } from "@shop/core";
import type { ListedConnection } from "@shop/oauth";
import * as z from "zod";
import { getAll } from "../database.ts";
import { hash, holds, keyOf, nowSeconds, type OpenTables } from "./records.ts";
import { type Keys, seal, unseal } from "./sealing.ts";

/** A connection with the secrets of the sign-in behind it. */
const saved = lazily(() =>
  z.object({
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
  }),
);
export type SavedConnection = z.output<ReturnType<typeof saved>>;

type Item = Record<string, unknown> | undefined;

const keyByHash = (connectionId: string) => ({ pk: `connection#${connectionId}` });
const listKey = (subject: string) => keyOf("connections", subject);

/**
 * Connections in the auth table, encrypted, under the hash of their grant's id, and for each person the set of those
 * hashes: what a person has is found without an index, and as it is this very moment.
 */
export class ConnectionRecords {
  readonly #open: OpenTables;
  readonly #keys: () => Promise<Keys>;

  constructor(open: OpenTables, keys: () => Promise<Keys>) {
    this.#open = open;
    this.#keys = keys;
  }

  async find(connectionId: string): Promise<SavedConnection | undefined> {
    const db = this.#open();
    const Key = keyByHash(connectionId);
    return this.#read((await db.get({ TableName: db.tables.auth, Key, ConsistentRead: true })).Item);
  }

  async add(connection: SavedConnection): Promise<void> {
    const db = this.#open();
    await db.put({ TableName: db.tables.auth, Item: await this.#toItem(connection) });
    await db.update({
      TableName: db.tables.auth,
      Key: listKey(connection.subject),
      UpdateExpression: "ADD ids :ids SET expires_at = :expires",
      ExpressionAttributeValues: { ":ids": new Set([hash(connection.grantId)]), ":expires": connection.expiresAt },
    });
  }

  /** Writes a connection that is there; one that has ended in the meantime stays ended. */
  async replace(connection: SavedConnection): Promise<void> {
    const db = this.#open();
    const Item = await this.#toItem(connection);
    await holds(db.put({ TableName: db.tables.auth, Item, ConditionExpression: "attribute_exists(pk)" }));
  }

  /** Ends the grant, and answers the connection to whoever was first to end it. */
  async remove(connectionId: string): Promise<SavedConnection | undefined> {
    const db = this.#open();
    // The grant first: from then on its tokens are worth nothing, whatever happens to the rest.
    await db.remove({ TableName: db.tables.auth, Key: { pk: `grant#${connectionId}` } });
    const Key = keyByHash(connectionId);
    const connection = await this.#read(
      (await db.remove({ TableName: db.tables.auth, Key, ReturnValues: "ALL_OLD" })).Attributes,
    );
    if (connection) await this.#unlist(connection.subject, [connectionId]);
    return connection;
  }

  async list(subject: string): Promise<readonly ListedConnection[]> {
    const db = this.#open();
    const Key = listKey(subject);
    const { Item } = await db.get({ TableName: db.tables.auth, Key, ConsistentRead: true });
    const ids = [...((Item?.["ids"] as Set<string> | undefined) ?? [])];
    const items = await getAll(db, db.tables.auth, ids.map(keyByHash));
    const found = (await Promise.all(items.map((item) => this.#read(item)))).filter((one) => one !== undefined);
    const alive = new Set(found.map(({ grantId }) => hash(grantId)));
    await this.#unlist(
      subject,
      ids.filter((id) => !alive.has(id)),
    );
    return found.map(toListed).toSorted((a, b) => b.createdAt - a.createdAt);
  }

  async #read(item: Item): Promise<SavedConnection | undefined> {
    const { pk, sealed, expires_at: expiresAt } = item ?? {};
    if (!(sealed instanceof Uint8Array) || Number(expiresAt) <= nowSeconds()) return undefined;
    return saved().safeParse(unseal(sealed, String(pk), await this.#keys())).data;
  }

  async #toItem(connection: SavedConnection) {
    const Key = keyByHash(hash(connection.grantId));
    return { ...Key, sealed: seal(connection, Key.pk, await this.#keys()), expires_at: connection.expiresAt };
  }

  async #unlist(subject: string, connectionIds: readonly string[]): Promise<void> {
    if (connectionIds.length === 0) return;
    const db = this.#open();
    await db.update({
      TableName: db.tables.auth,
      Key: listKey(subject),
      UpdateExpression: "DELETE ids :ids",
      ExpressionAttributeValues: { ":ids": new Set(connectionIds) },
    });
  }
}

const toListed = ({ grantId, subject: _s, groups: _g, refreshToken: _t, ...shown }: SavedConnection) => ({
  connectionId: hash(grantId),
  ...shown,
});
