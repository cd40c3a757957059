import { bundle, bundleNames } from "./support/build-bundles.ts";

for (const name of bundleNames) {
  const { file, bytes } = await bundle(name);
  console.log(`${name.padEnd(10)} ${(bytes / 1024).toFixed(0).padStart(5)} KB  ${file}`);
}
