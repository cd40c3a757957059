import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { bundle } from "../../scripts/support/build-bundles.ts";

it("the library is in a file of its own, which nothing loads before somebody signs in", async () => {
  const outDir = mkdtempSync(join(tmpdir(), "shop-lazy-"));
  try {
    const { file } = await bundle("lambda", outDir);
    const folder = join(outDir, "lambda");
    const holders = readdirSync(folder).filter(
      (name) => name.endsWith(".mjs") && /quick start development-only/.test(readFileSync(join(folder, name), "utf8")),
    );
    expect(holders).toHaveLength(1);
    expect(join(folder, holders[0] ?? "")).not.toBe(file);
    const main = readFileSync(file, "utf8");
    expect(main).toMatch(/import\("\.\/[\w-]+\.mjs"\)/);
    const eager = [...main.matchAll(/^import[^;]*?from"\.\/([\w-]+\.mjs)"/gm)].map(([, name]) => name);
    expect(eager).not.toContain(holders[0]);
  } finally {
    rmSync(outDir, { recursive: true, force: true });
  }
});
