import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    testTimeout: 30_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    env: { POWERTOOLS_TRACE_ENABLED: "false", AWS_ACCESS_KEY_ID: "local", AWS_SECRET_ACCESS_KEY: "local" },
    projects: [
      { extends: true, test: { name: "unit", include: ["packages/*/src/**/*.test.ts"] } },
      {
        extends: true,
        test: { name: "product", include: ["test/**/*.test.ts"], exclude: ["test/long/**", "test/stacks/**"] },
      },
      {
        extends: true,
        test: { name: "stacks", include: ["test/stacks/**/*.test.ts"], globalSetup: "test/support/stacks/prepare.ts" },
      },
    ],
  },
});
