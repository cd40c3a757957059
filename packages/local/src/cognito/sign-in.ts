import { notAuthorized, wrongPassword } from "./errors.ts";
import { findUser, type Pool } from "./pool.ts";
import type { User } from "./state.ts";

/** Checks an email and a password under the lockout; throws what Cognito would answer. */
export type SignIn = (username: string, password: string) => Promise<User>;

/** Attempts for one name run one after the other, else many guesses at once would slip under the lockout. */
export function createSignIn(pool: Pool): SignIn {
  const lines = new Map<string, Promise<unknown>>();
  return (username, password) => {
    const name = username.toLowerCase();
    const attempt = (lines.get(name) ?? Promise.resolve()).then(() => signIn(pool, name, password));
    const settled = attempt.catch(() => undefined);
    lines.set(name, settled);
    void settled.then(() => {
      if (lines.get(name) === settled) lines.delete(name);
    });
    return attempt;
  };
}

async function signIn(pool: Pool, name: string, password: string): Promise<User> {
  pool.lockout.check(name);
  const user = findUser(pool, name);
  if (!(await pool.passwords.verify(password, user?.passwordHash)) || !user) {
    pool.lockout.fail(name);
    throw wrongPassword();
  }
  if (!user.enabled) throw notAuthorized("User is disabled.");
  pool.lockout.succeed(name);
  return user;
}
