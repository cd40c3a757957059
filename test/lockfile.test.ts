import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

interface Entry {
  readonly version?: string;
  readonly optionalDependencies?: Record<string, string>;
  readonly hasInstallScript?: boolean;
}
const { packages }: { packages: Record<string, Entry> } = JSON.parse(readFileSync("package-lock.json", "utf8"));

it("locks the optional packages of every platform, without which npm ci refuses the lockfile", () => {
  const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.entries(optionalDependencies)
      .filter(([, range]) => /^\d+\.\d+\.\d+$/.test(range))
      .map(([name]) => name)
      .filter((name) => !packages[`node_modules/${name}`] && !packages[`${path}/node_modules/${name}`]),
  );
  expect(missing).toEqual([]);
});

it("runs no install script that has not been allowed or refused by name", () => {
  const { allowScripts } = JSON.parse(readFileSync("package.json", "utf8"));
  const withScript = Object.entries(packages)
    .filter(([, { hasInstallScript }]) => hasInstallScript)
    .map(([path]) => path.split("node_modules/").at(-1) ?? "");
  expect(withScript.filter((name) => !(name in allowScripts))).toEqual([]);
});

it("pins every dependency of the root exactly", () => {
  const {
    dependencies = {},
    devDependencies = {},
    optionalDependencies = {},
  } = JSON.parse(readFileSync("package.json", "utf8"));
  for (const [name, range] of Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies }))
    expect(`${name}@${range}`).toMatch(/@\d+\.\d+\.\d+(-[\w.]+)?$/);
});
