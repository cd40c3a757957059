import { readFileSync } from "node:fs";
import { join } from "node:path";

/** How many sign-ins the pool holds open, as its own file says. */
export function liveSessions(dataDir: string): number {
  const { sessions } = JSON.parse(readFileSync(join(dataDir, "cognito.json"), "utf8")) as {
    sessions: { revoked: boolean }[];
  };
  return sessions.filter(({ revoked }) => !revoked).length;
}
