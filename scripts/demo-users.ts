import { createDemoUsers, demoUsers } from "@shop/local";
import { readArguments } from "./support/job-arguments.ts";
import { runOnStore } from "./support/local-store.ts";
import { showProgress } from "./support/progress.ts";

const { stage } = readArguments("npm run demo-users [-- --stage NAME]");

await runOnStore({ stage, cognito: true }, async ({ db, cognito, config, place }) => {
  const { userPoolId, tables } = config;
  const progress = showProgress("Users");
  await createDemoUsers({ cognito, userPoolId, db, tables, onProgress: progress.update }).finally(progress.stop);
  console.log(`The demo users can sign in (${place}):`);
  for (const { email, password } of demoUsers) console.log(`  ${email} / ${password}`);
  return 0;
});
