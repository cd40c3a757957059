import { type BundleName, bundle, bundleNames } from "./support/build-bundles.ts";

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(bundleNames as readonly string[]).includes(name));

if (unknown.length > 0) {
  console.error(
    `There is nothing called ${unknown.join(", ")} to build. Usage: npm run build [-- ${bundleNames.join(" ")}]`,
  );
  process.exit(1);
}
for (const name of asked.length > 0 ? (asked as BundleName[]) : bundleNames) {
  const { file, bytes } = await bundle(name);
  console.log(`${name.padEnd(12)} ${(bytes / 1024).toFixed(0).padStart(5)} KB  ${file}`);
}
