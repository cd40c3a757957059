// npm leaves out of the lockfile what its registry did not have for other platforms, and `npm ci` then refuses the
// lockfile everywhere. This adds those entries, so that one lockfile serves every platform: `npm run lockfile`.
import { readFileSync, writeFileSync } from "node:fs";

const systems = ["android", "darwin", "freebsd", "linux", "netbsd", "openbsd", "openharmony", "sunos", "aix", "win32"];
const processors = ["arm64", "arm", "ia32", "x64", "loong64", "mips64el", "ppc64", "riscv64", "s390x", "wasm32"];

/** The platform that a package is for, by the words of its name. */
function platformOf(name) {
  const words = name.split(/[-/]/);
  const os = systems.find((system) => words.includes(system));
  const cpu = processors.find((processor) => words.includes(processor));
  const libc = words.includes("musl")
    ? "musl"
    : words.includes("gnu") || words.includes("gnueabihf")
      ? "glibc"
      : undefined;
  return { ...(os && { os: [os] }), ...(cpu && { cpu: [cpu] }), ...(libc && { libc: [libc] }) };
}

/** Adds an entry for every optional dependency that has none. Returns the names added. */
export function complete(lock) {
  const added = [];
  for (const [path, { optionalDependencies = {}, dev }] of Object.entries(lock.packages)) {
    for (const [name, range] of Object.entries(optionalDependencies)) {
      const nested = `${path}/node_modules/${name}`;
      const top = `node_modules/${name}`;
      if (lock.packages[top] || lock.packages[nested] || !/^\d+\.\d+\.\d+$/.test(range)) continue;
      lock.packages[top] = { version: range, ...platformOf(name), ...(dev && { dev }), optional: true };
      added.push(name);
    }
  }
  lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
  return added;
}

if (process.argv[1]?.endsWith("complete-lockfile.mjs")) {
  const lock = JSON.parse(readFileSync("package-lock.json", "utf8"));
  const added = complete(lock);
  writeFileSync("package-lock.json", `${JSON.stringify(lock, null, 2)}\n`);
  console.log(added.length === 0 ? "The lockfile is complete." : `Added to the lockfile: ${added.join(", ")}`);
}
