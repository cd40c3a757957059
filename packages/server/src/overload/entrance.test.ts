import { expect, it } from "vitest";
import { createEntrance } from "./entrance.ts";

/** Longer than a turn of the loop may answer requests. */
const longMs = 1010;

function keepLoopBusy(): void {
  const until = performance.now() + longMs;
  while (performance.now() < until);
}

async function enterTwice({ leave }: { leave: boolean }): Promise<boolean> {
  const overload = { maxConcurrent: 8, maxQueued: 8, addressShare: 100 };
  const enter = createEntrance({ requestDeadlineMs: 8000, overload }, { arrive: () => ({ ok: true, value: true }) });
  const arriving = { address: "192.0.2.1", path: "/mcp", hasCredential: false };
  const first = await enter(arriving);
  if (first.ok && leave) first.value();
  keepLoopBusy();
  return (await enter(arriving)).ok;
}

it("refuses whoever comes late in a long turn of the loop while others are being served", async () => {
  expect(await enterTwice({ leave: false })).toBe(false);
});

it("lets in whoever is alone, however long the turn has been", async () => {
  expect(await enterTwice({ leave: true })).toBe(true);
});
