import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { generatePrivateKey } from "./signer.ts";

type UserStatus = "CONFIRMED" | "FORCE_CHANGE_PASSWORD";

/** A user of the pool. `sub` is the username, as in pools whose users sign in with their email. */
export interface User {
  sub: string;
  attributes: Record<string, string>;
  passwordHash: string;
  status: UserStatus;
  enabled: boolean;
  groups: string[];
  createdAtMs: number;
  updatedAtMs: number;
}

export interface Group {
  name: string;
  description?: string;
  createdAtMs: number;
}

/** One sign-in: what its refresh token stands for. All its tokens carry `originJti`. */
export interface Session {
  originJti: string;
  sub: string;
  clientId: string;
  scope: string;
  authTimeSeconds: number;
  refreshHash: string;
  expiresAtMs: number;
  revoked: boolean;
}

interface State {
  privateKeyPem: string;
  users: Map<string, User>;
  groups: Map<string, Group>;
  sessions: Map<string, Session>;
}

/** The pool's state and how to make a change to it last; `save` settles when the change is on disk. */
export interface Store {
  state: State;
  save(): Promise<void>;
}

/** Opens `dataDir`/cognito.json, or starts anew; without a folder the state lives in memory only. */
export async function openStore(dataDir: string | undefined): Promise<Store> {
  if (dataDir === undefined) return { state: await newState(), save: () => Promise.resolve() };
  mkdirSync(dataDir, { recursive: true });
  const file = join(dataDir, "cognito.json");
  const state = existsSync(file) ? parse(file) : await newState();
  const store = { state, save: saver(() => write(file, serialize(state))) };
  await store.save();
  return store;
}

async function newState(): Promise<State> {
  return { privateKeyPem: await generatePrivateKey(), users: new Map(), groups: new Map(), sessions: new Map() };
}

function parse(file: string): State {
  try {
    const { privateKeyPem, users, groups, sessions } = JSON.parse(readFileSync(file, "utf8"));
    return {
      privateKeyPem,
      users: new Map(users.map((user: User) => [user.sub, user])),
      groups: new Map(groups.map((group: Group) => [group.name, group])),
      sessions: new Map(sessions.map((session: Session) => [session.originJti, session])),
    };
  } catch (cause) {
    throw new Error(`Cannot read ${file}: repair it, or delete it to start with no users.`, { cause });
  }
}

function serialize({ privateKeyPem, users, groups, sessions }: State): string {
  const lists = { users: [...users.values()], groups: [...groups.values()], sessions: [...sessions.values()] };
  return JSON.stringify({ privateKeyPem, ...lists });
}

async function write(file: string, text: string): Promise<void> {
  await writeFile(`${file}.tmp`, text, { mode: 0o600 });
  await rename(`${file}.tmp`, file);
}

/** One write at a time; all who ask while one runs share the next. */
function saver(writeNow: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> = Promise.resolve();
  let next: Promise<void> | undefined;
  return () => {
    next ??= running
      .catch(() => undefined)
      .then(() => {
        next = undefined;
        running = writeNow();
        return running;
      });
    return next;
  };
}
