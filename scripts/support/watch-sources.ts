import { existsSync, globSync, watch } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));
const quietMs = 150;

/** If `wanted`, calls `onChange` with a changed file once the sources have been quiet for a moment. Returns how to stop. */
export function watchSources(wanted: boolean, onChange: (file: string) => void): () => void {
  if (!wanted) return () => undefined;
  let timer: NodeJS.Timeout | undefined;
  const watchers = globSync("packages/*/src", { cwd: root })
    .filter((folder) => existsSync(join(root, folder)))
    .map((folder) =>
      watch(join(root, folder), { recursive: true }, (_event, name) => {
        if (!name || !/\.(ts|json)$/.test(name) || name.endsWith(".test.ts")) return;
        clearTimeout(timer);
        timer = setTimeout(() => onChange(join(folder, name)), quietMs);
      }),
    );
  return () => {
    clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
  };
}
