import type { AskSdk, createSdks } from "./sdks.ts";

/**
 * The SDKs, loaded with the first request that needs them. They are a third of all there is to load: a Lambda that is
 * asked for something else starts without them.
 */
export function createSdksLazily(...given: Parameters<typeof createSdks>): AskSdk {
  let sdks: Promise<AskSdk> | undefined;
  return async (session, asked) => {
    sdks ??= import("./sdks.ts").then(({ createSdks: create }) => create(...given));
    return (await sdks)(session, asked);
  };
}
