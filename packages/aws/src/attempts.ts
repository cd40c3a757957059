import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { z } from "zod";
import type { Database } from "./database.ts";
import { ExpiringMap } from "./expiring-map.ts";
import { hash } from "./oauth/records.ts";

/** How often something may be tried: `max` times in a window that begins with the first try. */
export interface Allowance {
  readonly max: number;
  readonly windowSeconds: number;
}

const counter = z.object({ tries: z.number(), expires_at: z.number() });
type Counter = z.output<typeof counter>;

const remembered = 10_000;
/** Counters outlive no day. */
const longestMs = 86_400_000;

/**
 * Counts tries in the auth table, so that all servers together allow as many as one. A key that has had its share is
 * remembered in the process too: whoever keeps trying costs no more than a look into a map.
 */
export function createAttempts(now: () => number) {
  const spent = new ExpiringMap<number>({ ttlMs: longestMs, max: remembered, now });
  const seconds = () => Math.floor(now() / 1000);
  const keyOf = (key: string) => ({ pk: `tries#${hash(key)}` });

  function wait(key: string, { tries, expires_at: until }: Counter, max: number): number {
    if (tries <= max || until <= seconds()) return 0;
    spent.set(key, until);
    return until - seconds();
  }

  function known(key: string): number {
    return Math.max(0, (spent.get(key) ?? 0) - seconds());
  }

  /** One more try in the running window, or the first one of a new window. */
  async function add(db: Database, key: string, windowSeconds: number): Promise<Counter> {
    const base = { TableName: db.tables.auth, Key: keyOf(key), ReturnValues: "ALL_NEW" as const };
    const values = { ":one": 1, ":now": seconds() };
    try {
      const { Attributes } = await db.update({
        ...base,
        UpdateExpression: "ADD tries :one",
        ConditionExpression: "expires_at > :now",
        ExpressionAttributeValues: values,
      });
      return counter.parse(Attributes);
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
    try {
      const { Attributes } = await db.update({
        ...base,
        UpdateExpression: "SET tries = :one, expires_at = :end",
        ConditionExpression: "attribute_not_exists(pk) OR expires_at <= :now",
        ExpressionAttributeValues: { ...values, ":end": seconds() + windowSeconds },
      });
      return counter.parse(Attributes);
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      return add(db, key, windowSeconds); // another try began the window in between
    }
  }

  return {
    /** Counts a try before it is made. Answers the seconds to wait, 0 when it may be made. */
    async count(db: Database, key: string, { max, windowSeconds }: Allowance): Promise<number> {
      return known(key) || wait(key, await add(db, key, windowSeconds), max);
    },

    /** The seconds to wait before the next try, 0 when it may be made. Counts nothing. */
    async waitFor(db: Database, key: string, { max }: Allowance): Promise<number> {
      if (known(key) > 0) return known(key);
      const { Item } = await db.get({ TableName: db.tables.auth, Key: keyOf(key), ConsistentRead: true });
      const found = counter.safeParse(Item).data;
      return found ? wait(key, { ...found, tries: found.tries + 1 }, max) : 0;
    },

    /** Takes one try back: it was not a wrong one. */
    async giveBack(db: Database, key: string): Promise<void> {
      await db
        .update({
          TableName: db.tables.auth,
          Key: keyOf(key),
          UpdateExpression: "ADD tries :less",
          ConditionExpression: "tries > :none",
          ExpressionAttributeValues: { ":less": -1, ":none": 0 },
        })
        .catch(ignoreCondition);
    },

    /** Forgets all tries: the last one was right. */
    async forget(db: Database, key: string): Promise<void> {
      spent.delete(key);
      await db.remove({ TableName: db.tables.auth, Key: keyOf(key) });
    },
  };
}

export type Attempts = ReturnType<typeof createAttempts>;

function ignoreCondition(error: unknown): void {
  if (!(error instanceof ConditionalCheckFailedException)) throw error;
}
