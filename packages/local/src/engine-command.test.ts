import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { findEngineCommand } from "./engine-command.ts";
import { createCleanup } from "./engine-test-support.ts";

const cleanup = createCleanup();
afterEach(() => cleanup.run());

/** A machine without our binary, whose PATH holds only these programs: name to shell script. */
function machine(programs: Record<string, string> = {}) {
  const folder = cleanup.folder();
  for (const [name, script] of Object.entries(programs)) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, name), 0o755);
  }
  return { port: 8123, dataDir: "/data dir", env: { PATH: folder }, platform: "linux", arch: "pdp11", folder };
}

describe("the engine's command", () => {
  it("is the bundled binary where the package is installed", () => {
    const { platform, arch } = process;
    const found = findEngineCommand({ port: 8123, dataDir: "/data dir", env: { PATH: "" }, platform, arch });
    expect(found.program).toMatch(/@dynoxide[\\/][\w-]+[\\/]dynoxide(\.exe)?$/);
    expect(found.args.slice(-2)).toEqual(["--db-path", join("/data dir", "dynamodb.sqlite")]);
  });

  it("keeps nothing on disk without a data folder", () => {
    const found = findEngineCommand({ ...machine({ dynoxide: "exit 0" }), dataDir: undefined });
    expect(found.args).toEqual(["serve", "--host", "127.0.0.1", "--port", "8123"]);
  });

  it("is a dynoxide on PATH before npx", () => {
    const here = machine({ dynoxide: "exit 0", npx: "exit 0" });
    expect(findEngineCommand(here).program).toBe(join(here.folder, "dynoxide"));
  });

  it("is npx with the pinned version when that can be fetched", () => {
    const here = machine({ npx: "exit 0", docker: "exit 0" });
    expect(findEngineCommand(here)).toMatchObject({ kind: "dynoxide", program: join(here.folder, "npx") });
    expect(findEngineCommand(here).args.slice(0, 3)).toEqual(["--yes", "dynoxide@1.2.1", "serve"]);
  });

  it("is DynamoDB Local on Java only when its folder is named", () => {
    const here = machine({ npx: "exit 1", java: "exit 0", docker: "exit 1" });
    expect(() => findEngineCommand(here)).toThrow("DYNAMODB_LOCAL_DIR is not set");
    const found = findEngineCommand({ ...here, env: { ...here.env, DYNAMODB_LOCAL_DIR: "/opt/ddb" } });
    expect(found).toMatchObject({ kind: "dynamodb-local", program: join(here.folder, "java") });
    expect(found.args.slice(-4)).toEqual(["-port", "8123", "-dbPath", "/data dir"]);
  });

  it("is a container when Docker runs, published on 127.0.0.1 only", () => {
    const here = machine({ docker: '[ "$1" = info ]' });
    expect(findEngineCommand(here)).toMatchObject({ kind: "dynamodb-local", program: join(here.folder, "docker") });
    expect(findEngineCommand(here).args).toContain("127.0.0.1:8123:8000");
  });

  it("fails with one line that names everything tried", () => {
    const search = () => findEngineCommand(machine({ docker: "exit 1" }));
    expect(search).toThrow(
      /^No DynamoDB engine found\. Tried: .*@dynoxide\/linux-pdp11.*PATH.*npx dynoxide@1\.2\.1.*Java.*Docker.*DYNAMODB_ENDPOINT.*$/,
    );
  });
});
