// In place of `sst shell --target Tools --stage NAME -- COMMAND`: runs the command with the environment in FAKE_TOOLS,
// as SST would with the stage's own. Source: cmd/sst/shell.go of SST 4.17.
import { spawnSync } from "node:child_process";

const args = process.argv.slice(2);
const end = args.indexOf("--");
const flags = args.slice(1, end);
const expected = ["--stage", "dev", "--target", "Tools"];
if (args[0] !== "shell" || flags.join() !== expected.join()) {
  console.error(`Not a call of sst shell: ${args.join(" ")}`);
  process.exit(2);
}
const [command, ...rest] = args.slice(end + 1);
const { status } = spawnSync(command, rest, {
  stdio: "inherit",
  env: { ...process.env, ...JSON.parse(process.env.FAKE_TOOLS) },
});
process.exit(status ?? 1);
