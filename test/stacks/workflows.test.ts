import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const { scripts } = JSON.parse(readFileSync("package.json", "utf8"));
const read = (name: string) => readFileSync(`.github/workflows/${name}.yml`, "utf8");
const runsOf = (text: string) => [...text.matchAll(/npm run ([\w:-]+)/g)].map(([, name = ""]) => name);

describe.each(["preview", "release"])("the workflow %s", (name) => {
  it("runs commands that exist, and the smoke test last", () => {
    const runs = runsOf(read(name));
    for (const run of runs) expect(scripts).toHaveProperty([run]);
    const deploying = runs.slice(runs.indexOf("deploy"), name === "preview" ? runs.indexOf("remove") : undefined);
    expect(deploying.at(-1)).toBe("smoke");
  });

  it("signs in to AWS through OIDC, with no key stored anywhere", () => {
    const text = read(name);
    expect(text).toContain("id-token: write");
    expect(text).toContain("role-to-assume");
    expect(text).not.toMatch(/aws-access-key-id|AWS_SECRET/i);
  });
});

it("a release keeps who is told, and links alarms to the runbook of its own version", () => {
  const text = read("release");
  for (const name of ["ALARM_EMAIL", "WATCH", "MONTHLY_BUDGET_USD"])
    expect(text).toContain(`  ${name}: \${{ vars.${name} }}`);
  expect(text).toMatch(/RUNBOOK_URL: .*github\.ref_name \}\}\/docs\/runbook\.md$/m);
});

it("a preview is of the pull request's own stage, and only of this repository's branches", () => {
  const text = read("preview");
  expect(text).toContain("STAGE: pr-${{ github.event.number }}");
  expect(text.match(/if: .*head\.repo\.full_name == github\.repository/g)).toHaveLength(2);
  expect(text).toContain("types: [opened, reopened, synchronize, closed]");
});
