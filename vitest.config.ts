import { rmSync } from "node:fs";
import { join } from "node:path";
import { defineConfig } from "vitest/config";

/** `npm run test:long` runs the long forms instead of the short ones. */
const long = process.env["TEST_LONG"] === "1";

const longTests = ["test/long/**/*.test.ts", "test/mcp/clients-programs.test.ts"];

/** Puts modules of its own in the place of others, which nobody else may see. */
const replacing = "test/mcp/asked-once.test.ts";

/**
 * What Node compiles is kept here for the programs that tests start, most of them more than once: reading TypeScript is
 * half of such a start. It is emptied at each run, as bundles come into it that have another name each time.
 */
const compiled = join(import.meta.dirname, "node_modules/.cache/compiled-in-tests");
rmSync(compiled, { recursive: true, force: true, maxRetries: 3 });

export default defineConfig({
  test: {
    testTimeout: long ? 900_000 : 60_000,
    hookTimeout: 60_000,
    // One more than the cores there have to be: files also wait, for a time to pass or for a program to start.
    maxWorkers: 3,
    // A third of the time otherwise goes into loading the same modules anew for each file.
    isolate: false,
    env: {
      POWERTOOLS_TRACE_ENABLED: "false",
      AWS_ACCESS_KEY_ID: "local",
      AWS_SECRET_ACCESS_KEY: "local",
      NODE_COMPILE_CACHE: compiled,
    },
    projects: [
      { extends: true, test: { name: "unit", include: ["packages/*/src/**/*.test.ts"] } },
      {
        extends: true,
        test: {
          name: "product",
          include: long ? longTests : ["test/**/*.test.ts"],
          exclude: long ? [] : ["test/long/**", "test/stacks/**", replacing],
        },
      },
      { extends: true, test: { name: "replacing", include: [replacing], isolate: true } },
      {
        extends: true,
        test: { name: "stacks", include: ["test/stacks/**/*.test.ts"], globalSetup: "test/support/stacks/prepare.ts" },
      },
    ],
  },
});
