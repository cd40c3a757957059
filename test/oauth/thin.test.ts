import { expect, it } from "vitest";
import { connect, registerApp, statusOf } from "../support/oauth/app.ts";
import { openPlace } from "../support/oauth/place.ts";

it.each(["container", "lambda"] as const)("signs an app in through the %s door", async (door) => {
  await using place = await openPlace(door);
  const app = await registerApp(place.url);
  const tokens = await connect(place.url, app);
  expect(tokens).toMatchObject({
    expires_in: 900,
    token_type: "Bearer",
    scope: "shop:orders shop:reviews shop:returns",
  });
  expect(await statusOf(place.url, tokens.access_token)).toBe(200);
  expect(place.stage.failures).toEqual([]);
});
