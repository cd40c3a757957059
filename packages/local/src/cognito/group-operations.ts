import { CognitoError, notFound } from "./errors.ts";
import { findText, getText } from "./input.ts";
import type { Operations } from "./operation.ts";
import { getUser, type Pool } from "./pool.ts";
import type { Group } from "./state.ts";

/** Groups of the pool and who is in them. */
export const groupOperations: Operations = {
  async CreateGroup(input, { pool }) {
    const name = getText(input, "GroupName");
    if (pool.state.groups.has(name)) {
      throw new CognitoError("GroupExistsException", "A group with the name already exists.");
    }
    const description = findText(input, "Description");
    const group: Group = { name, ...(description && { description }), createdAtMs: pool.now() };
    pool.state.groups.set(name, group);
    await pool.save();
    return { Group: showGroup(pool, group) };
  },
  async AdminAddUserToGroup(input, { pool }) {
    const user = getUser(pool, getText(input, "Username"));
    const name = getText(input, "GroupName");
    if (!pool.state.groups.has(name)) throw notFound("Group not found.");
    if (!user.groups.includes(name)) user.groups.push(name);
    await pool.save();
    return {};
  },
  AdminListGroupsForUser(input, { pool }) {
    const user = getUser(pool, getText(input, "Username"));
    const groups = user.groups.map((name) => pool.state.groups.get(name)).filter((group) => group !== undefined);
    return { Groups: groups.map((group) => showGroup(pool, group)) };
  },
};

function showGroup({ poolId }: Pool, { name, description, createdAtMs }: Group) {
  const created = { CreationDate: createdAtMs / 1000, LastModifiedDate: createdAtMs / 1000 };
  return { GroupName: name, UserPoolId: poolId, ...(description && { Description: description }), ...created };
}
