import { randomBytes, randomUUID } from "node:crypto";
import { CognitoError, invalidParameter } from "./errors.ts";
import { findText, getText, type Input, readAttributes } from "./input.ts";
import type { Operation, Operations } from "./operation.ts";
import { checkPasswordPolicy } from "./passwords.ts";
import { findUser, findUserByEmail, getUser, type Pool } from "./pool.ts";
import type { User } from "./state.ts";
import { revokeAllSessions } from "./tokens.ts";
import { checkAttributes, listAttributes, showUser } from "./user-attributes.ts";

/** What an administrator does to users. */
export const userOperations: Operations = {
  AdminCreateUser: createUser,
  AdminSetUserPassword: setPassword,
  AdminUpdateUserAttributes: updateAttributes,
  AdminGetUser(input, { pool }) {
    const user = getUser(pool, getText(input, "Username"));
    return { ...showUser(user), UserAttributes: listAttributes(user) };
  },
  ListUsers: listUsers,
  async AdminDisableUser(input, { pool }) {
    const user = getUser(pool, getText(input, "Username"));
    await change(pool, user, { enabled: false });
    await revokeAllSessions(pool, user.sub);
    return {};
  },
  async AdminEnableUser(input, { pool }) {
    await change(pool, getUser(pool, getText(input, "Username")), { enabled: true });
    return {};
  },
  async AdminUserGlobalSignOut(input, { pool }) {
    await revokeAllSessions(pool, getUser(pool, getText(input, "Username")).sub);
    return {};
  },
};

async function createUser(...[input, { pool }]: Parameters<Operation>) {
  const username = getText(input, "Username");
  if (!/^[^\s@]+@[^\s@]+$/.test(username)) throw invalidParameter("Username should be an email.");
  const attributes = checkAttributes({ ...readAttributes(input), email: username });
  const password = findText(input, "TemporaryPassword");
  if (password !== undefined) checkPasswordPolicy(password);
  const passwordHash = await pool.passwords.hash(password ?? randomBytes(32).toString("base64url"));
  // Looked up after the slow hash and right before the write, so that two creations at once cannot both pass.
  if (findUser(pool, username)) throw new CognitoError("UsernameExistsException", "User account already exists");
  const user: User = {
    sub: randomUUID(),
    attributes,
    passwordHash,
    status: "FORCE_CHANGE_PASSWORD",
    enabled: true,
    groups: [],
    createdAtMs: pool.now(),
    updatedAtMs: pool.now(),
  };
  pool.state.users.set(user.sub, user);
  await pool.save();
  return { User: { ...showUser(user), Attributes: listAttributes(user) } };
}

async function setPassword(...[input, { pool }]: Parameters<Operation>) {
  const user = getUser(pool, getText(input, "Username"));
  const password = getText(input, "Password");
  checkPasswordPolicy(password);
  const status = input["Permanent"] === true ? "CONFIRMED" : "FORCE_CHANGE_PASSWORD";
  await change(pool, user, { passwordHash: await pool.passwords.hash(password), status });
  return {};
}

async function updateAttributes(...[input, { pool }]: Parameters<Operation>) {
  const user = getUser(pool, getText(input, "Username"));
  const attributes = checkAttributes(readAttributes(input));
  const holder = findUserByEmail(pool, attributes["email"]);
  if (holder && holder !== user) {
    throw new CognitoError("AliasExistsException", "An account with the given email already exists.");
  }
  await change(pool, user, { attributes: { ...user.attributes, ...attributes } });
  return {};
}

function listUsers(...[input, { pool }]: Parameters<Operation>) {
  const limit = typeof input["Limit"] === "number" ? Math.min(Math.max(input["Limit"], 1), 60) : 60;
  const from = Number(findText(input, "PaginationToken") ?? 0);
  const found = [...pool.state.users.values()].filter(readFilter(input));
  const page = found.slice(from, from + limit);
  const Users = page.map((user) => ({ ...showUser(user), Attributes: listAttributes(user) }));
  return { Users, ...(found.length > from + limit && { PaginationToken: String(from + limit) }) };
}

/** `name = "value"` or `name ^= "start"`, for sub and the attributes. */
function readFilter(input: Input): (user: User) => boolean {
  const filter = findText(input, "Filter");
  if (!filter) return () => true;
  const [, name, operator, wanted = ""] = /^\s*"?([\w:]+)"?\s*(\^?=)\s*"(.*)"\s*$/.exec(filter) ?? [];
  if (!name) throw invalidParameter("Error while parsing filter. Please check the syntax and try again.");
  return (user) => {
    const value = name === "sub" ? user.sub : (user.attributes[name] ?? "");
    return operator === "=" ? value === wanted : value.startsWith(wanted);
  };
}

async function change(pool: Pool, user: User, changes: Partial<User>): Promise<void> {
  Object.assign(user, changes, { updatedAtMs: pool.now() });
  await pool.save();
}
