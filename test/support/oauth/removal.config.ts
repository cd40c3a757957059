import { mergeConfig, type Plugin } from "vitest/config";
import standard from "../../../vitest.config.ts";
import { removed } from "./removed.ts";

/** Runs tests on the code as it would be without one defence. */
const removing: Plugin = {
  name: "removal",
  enforce: "pre",
  load: (id) => removed.get(id),
  // What is remembered of a file from run to run is not of the changed one, and must not become it.
  configureVitest: ({ defineCacheKeyGenerator }) =>
    defineCacheKeyGenerator(({ id }) => (removed.has(id) ? false : undefined)),
};

const hook = new URL("removal-hook.ts", import.meta.url).href;

export default mergeConfig(standard, { plugins: [removing], test: { env: { NODE_OPTIONS: `--import ${hook}` } } });
