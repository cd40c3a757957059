import type { Clients } from "./client.ts";
import { userNotFound } from "./errors.ts";
import { createLockout, type Lockout } from "./lockout.ts";
import { type Passwords, scryptPasswords } from "./passwords.ts";
import { createSigner, type Signer } from "./signer.ts";
import { openStore, type Store, type User } from "./state.ts";

/** Everything an operation of the pool may use. */
export interface Pool extends Store {
  poolId: string;
  region: string;
  issuer: string;
  clients: Clients;
  passwords: Passwords;
  lockout: Lockout;
  signer: Signer;
  now: () => number;
}

/** What a pool is made from; `now` is milliseconds since 1970, `scryptCost` the cost N of its passwords. */
export interface PoolOptions {
  dataDir: string | undefined;
  poolId: string;
  region: string;
  clients: Clients;
  now: () => number;
  scryptCost?: number;
}

export async function openPool({ dataDir, scryptCost, ...given }: PoolOptions): Promise<Pool> {
  const store = await openStore(dataDir);
  return {
    ...store,
    ...given,
    issuer: `https://cognito-idp.${given.region}.amazonaws.com/${given.poolId}`,
    passwords: scryptPasswords(scryptCost),
    lockout: createLockout(given.now),
    signer: createSigner(store.state.privateKeyPem),
  };
}

/** The user called `username`: a sub, or an email in any case. */
export function findUser(pool: Pool, username: string): User | undefined {
  return pool.state.users.get(username) ?? findUserByEmail(pool, username);
}

export function findUserByEmail({ state }: Pool, email: string | undefined): User | undefined {
  const wanted = email?.toLowerCase();
  return wanted ? [...state.users.values()].find((user) => user.attributes["email"] === wanted) : undefined;
}

export function getUser(pool: Pool, username: string): User {
  const user = findUser(pool, username);
  if (!user) throw userNotFound();
  return user;
}
