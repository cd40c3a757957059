import { existsSync, readdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { startEngine } from "@shop/local";

/** What a shop keeps in its data folder. Anything else there is not ours to delete. */
const isOurs = (name: string): boolean =>
  /^(dynamodb\.sqlite(-wal|-shm)?|shared-local-instance\.db|(cognito|endpoints|imports)\.json(\.tmp)?|engine\.pid|filling|oauth-secret|search)$/.test(
    name,
  );

/** Throws when a server uses the folder. Whoever can start the engine there, nobody else has it. */
async function checkUnused(dataDir: string): Promise<void> {
  try {
    const engine = await startEngine({ dataDir });
    await engine.stop();
  } catch (error) {
    // Any other reason, a broken store for one, is a good reason to empty the folder.
    if (error instanceof Error && /in use/.test(error.message)) throw error;
  }
}

async function main(): Promise<void> {
  const dataDir = resolve(process.env["DATA_DIR"] || ".local");
  const names = existsSync(dataDir) ? readdirSync(dataDir) : [];
  const foreign = names.filter((name) => !isOurs(name));
  if (foreign.length > 0)
    throw new Error(`${dataDir} holds what is not the shop's (${foreign.slice(0, 3).join(", ")}): empty it yourself.`);
  if (names.length > 0) await checkUnused(dataDir);
  // Looked at again: the engine has left files of its own.
  for (const name of names.length > 0 ? readdirSync(dataDir) : [])
    rmSync(join(dataDir, name), { recursive: true, force: true });
  console.log(names.length > 0 ? `${dataDir} is empty; npm start fills it anew.` : `${dataDir} is empty already.`);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
