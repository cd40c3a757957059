import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openBrowser, walk } from "../support/oauth/browser.ts";
import { openPlace, type Place } from "../support/oauth/place.ts";
import { timeout, wholeWays } from "../support/oauth/whole-way.ts";

/** Brings an answer to mcp-remote, which names its redirect URI before it listens there, and may stop before it replies. */
async function deliver(back: string): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    const refused = await fetch(back).then(
      () => false,
      ({ cause }: { cause?: { code?: string } }) => cause?.code === "ECONNREFUSED",
    );
    if (!refused) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

describe.each(["container", "lambda"] as const)("through the %s door", (door) => {
  let place: Place;
  beforeAll(async () => {
    place = await openPlace(door);
  });
  afterAll(async () => {
    expect(place.stage.failures).toEqual([]);
    await place[Symbol.asyncDispose]();
  });

  it.each(wholeWays)(
    "$app goes from a search without a name to an order, and out again",
    { timeout },
    ({ go, listens }) =>
      go(place.url, async (address) => {
        const back = await walk(openBrowser(), address);
        if (listens) await deliver(back);
        return new URL(back);
      }),
  );
});
