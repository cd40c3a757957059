import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { lazily } from "@shop/core";
import * as z from "zod";
import type { Database } from "./database.ts";
import { ExpiringMap } from "./expiring-map.ts";
import { hash } from "./oauth/records.ts";

/** How often something may be tried: `max` times in a window that begins with the first try. */
export interface Allowance {
  readonly max: number;
  readonly windowSeconds: number;
}

const counter = lazily(() => z.object({ tries: z.number(), expires_at: z.number() }));
type Counter = z.output<ReturnType<typeof counter>>;

const remembered = 10_000;
/** No window is longer than a day. */
const longestMs = 86_400_000;

const keyOf = (key: string) => ({ pk: `tries#${hash(key)}` });

/**
 * Counts tries in the auth table, so that all servers together allow as many as one. A key that has had its share is
 * remembered in the process too: whoever keeps trying costs no more than a look into a map.
 */
export function createAttempts(now: () => number) {
  const spent = new ExpiringMap<number>({ ttlMs: longestMs, max: remembered, now });
  const seconds = () => Math.floor(now() / 1000);
  const known = (key: string): number => Math.max(0, (spent.get(key) ?? 0) - seconds());

  function wait(key: string, { tries, expires_at: until }: Counter, max: number): number {
    if (tries <= max || until <= seconds()) return 0;
    spent.set(key, until);
    return until - seconds();
  }

  return {
    /** Counts a try before it is made. Answers the seconds to wait, 0 when it may be made. */
    async count(db: Database, key: string, { max, windowSeconds }: Allowance): Promise<number> {
      return known(key) || wait(key, await add(db, key, { now: seconds(), windowSeconds }), max);
    },

    /** The seconds to wait before the next try, 0 when it may be made. Counts nothing. */
    async waitFor(db: Database, key: string, { max }: Allowance): Promise<number> {
      if (known(key) > 0) return known(key);
      const { Item } = await db.get({ TableName: db.tables.auth, Key: keyOf(key), ConsistentRead: true });
      const found = counter().safeParse(Item).data;
      return found ? wait(key, { ...found, tries: found.tries + 1 }, max) : 0;
    },

    giveBack,

    /** Forgets all tries: the last one was right. */
    async forget(db: Database, key: string): Promise<void> {
      spent.delete(key);
      await db.remove({ TableName: db.tables.auth, Key: keyOf(key) });
    },
  };
}

export type Attempts = ReturnType<typeof createAttempts>;

/** One more try in the running window, or the first one of a new window. */
async function add(
  db: Database,
  key: string,
  { now, windowSeconds }: { readonly now: number; readonly windowSeconds: number },
): Promise<Counter> {
  const base = { TableName: db.tables.auth, Key: keyOf(key), ReturnValues: "ALL_NEW" as const };
  const inWindow = db.update({
    ...base,
    UpdateExpression: "ADD tries :one",
    ConditionExpression: "expires_at > :now",
    ExpressionAttributeValues: { ":one": 1, ":now": now },
  });
  const again = await unlessConditionFails(inWindow);
  if (again) return counter().parse(again.Attributes);
  const newWindow = db.update({
    ...base,
    UpdateExpression: "SET tries = :one, expires_at = :end",
    ConditionExpression: "attribute_not_exists(pk) OR expires_at <= :now",
    ExpressionAttributeValues: { ":one": 1, ":now": now, ":end": now + windowSeconds },
  });
  const first = await unlessConditionFails(newWindow);
  // Otherwise another try began the window in between.
  return first ? counter().parse(first.Attributes) : add(db, key, { now, windowSeconds });
}

/** Takes one try back: it was not a wrong one. */
async function giveBack(db: Database, key: string): Promise<void> {
  const less = db.update({
    TableName: db.tables.auth,
    Key: keyOf(key),
    UpdateExpression: "ADD tries :less",
    ConditionExpression: "tries > :none",
    ExpressionAttributeValues: { ":less": -1, ":none": 0 },
  });
  await unlessConditionFails(less);
}

async function unlessConditionFails<Output>(write: Promise<Output>): Promise<Output | undefined> {
  try {
    return await write;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined;
    throw error;
  }
}
