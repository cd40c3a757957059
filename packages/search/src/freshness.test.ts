import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { createCatalogue } from "./catalogue.ts";
import { writeInThisThread } from "./index-thread.ts";
import { kettle } from "./test-support.ts";

const start = Date.parse("2026-06-01T12:00:00.000Z");
const browse = { text: "", inStockOnly: false, sort: "relevance", limit: 10 } as const;

it("an answer says of when it is once the feed has been silent for more than a minute, until it is heard again", async () => {
  const dir = mkdtempSync(join(tmpdir(), "shop-stale-"));
  const feed: { away: boolean } = { away: false };
  let now = start;
  const catalogue = createCatalogue(
    {
      readAll: async (onProducts) => onProducts([kettle]),
      readChanges: async () => {
        if (feed.away) throw new Error("table is away");
        return [];
      },
    },
    { pollMs: 2000, now: () => now, dir, thread: writeInThisThread(), onError: () => undefined },
  );
  const asOf = async (ms: number) => {
    now = start + ms;
    const answer = await catalogue.search(browse);
    return answer.ok && [answer.value.totalMatches, answer.value.asOf];
  };
  expect(await asOf(0)).toEqual([1, undefined]);
  feed.away = true;
  expect(await asOf(60_000)).toEqual([1, undefined]);
  expect(await asOf(60_001)).toEqual([1, "2026-06-01T12:00:00.000Z"]);
  feed.away = false;
  expect(await asOf(70_000)).toEqual([1, undefined]);
  catalogue.stop();
  rmSync(dir, { recursive: true, force: true });
});
