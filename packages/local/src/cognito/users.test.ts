import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminDisableUserCommand,
  AdminEnableUserCommand,
  AdminGetUserCommand,
  AdminListGroupsForUserCommand,
  AdminSetUserPasswordCommand,
  AdminUpdateUserAttributesCommand,
  CreateGroupCommand,
  DescribeUserPoolCommand,
  ListUsersCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { claimsOf, email, password, startPool, type TestPool } from "./test-support.ts";

let pool: TestPool;
let sub: string;
beforeAll(async () => {
  pool = await startPool();
  sub = await pool.addUser();
});
afterAll(() => pool.stop());

const on = (Username = email) => ({ UserPoolId: pool.UserPoolId, Username });

describe("users", () => {
  it("are found by email in any case and by sub", async () => {
    for (const name of [email, "Demo1@Example.com", sub]) {
      const found = await pool.aws.send(new AdminGetUserCommand(on(name)));
      expect(found).toMatchObject({ Username: sub, Enabled: true, UserStatus: "CONFIRMED" });
      expect(found.UserCreateDate).toBeInstanceOf(Date);
      const expected = [
        { Name: "sub", Value: sub },
        { Name: "email", Value: email },
        { Name: "custom:customer_id", Value: "cust-001" },
      ];
      expect(found.UserAttributes).toEqual(expect.arrayContaining(expected));
    }
  });

  it("are created once per email, even by two calls at the same time", async () => {
    await expect(pool.addUser("DEMO1@example.com")).rejects.toThrow(
      expect.objectContaining({ name: "UsernameExistsException", message: "User account already exists" }),
    );
    const create = () => pool.aws.send(new AdminCreateUserCommand(on("twice@example.com")));
    const results = await Promise.allSettled([create(), create(), create()]);
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });

  it("have an email for a name, and only attributes that the pool knows", async () => {
    await expect(pool.addUser("no-email")).rejects.toThrow("Username should be an email.");
    await expect(pool.addUser("x@example.com", { "custom:role": "admin" })).rejects.toThrow(
      expect.objectContaining({ name: "InvalidParameterException", message: expect.stringContaining("{custom:role}") }),
    );
    await expect(pool.addUser("x@example.com", { sub: "mine" })).rejects.toThrow("Attribute cannot be updated");
  });

  it.each(["AdminGetUser", "AdminDisableUser", "AdminUserGlobalSignOut", "AdminListGroupsForUser"])(
    "that do not exist are told apart in %s",
    async (operation) => {
      const reply = await pool.call(operation, on("nobody@example.com"));
      expect(reply).toEqual({ status: 400, __type: "UserNotFoundException", message: "User does not exist." });
    },
  );

  it.each(["Short1!", "nouppercase1!", "NOLOWERCASE1!", "NoDigits!!", "NoSymbol12", "Aa1!".repeat(65)])(
    "may not have the password %s",
    async (Password) => {
      const set = pool.aws.send(new AdminSetUserPasswordCommand({ ...on(), Password, Permanent: true }));
      await expect(set).rejects.toThrow(
        expect.objectContaining({
          name: "InvalidPasswordException",
          message: expect.stringMatching(/^Password did not conform with policy: /),
        }),
      );
    },
  );

  it("must choose a new password after a temporary one", async () => {
    const Username = "new@example.com";
    await pool.aws.send(new AdminCreateUserCommand({ ...on(Username), TemporaryPassword: "Tempo123!" }));
    const reply = await pool.signIn(Username, "Tempo123!");
    expect(reply).toMatchObject({ ChallengeName: "NEW_PASSWORD_REQUIRED", Session: expect.any(String) });
    expect(reply.AuthenticationResult).toBeUndefined();
    await pool.aws.send(new AdminSetUserPasswordCommand({ ...on(Username), Password: password, Permanent: true }));
    expect((await pool.signIn(Username)).AuthenticationResult?.AccessToken).toBeTruthy();
    await expect(pool.signIn(Username, "Tempo123!")).rejects.toThrow("Incorrect username or password.");
  });

  it("cannot sign in or refresh while disabled, and are told only when the password is right", async () => {
    await pool.addUser("off@example.com");
    const before = await pool.signIn("off@example.com");
    await pool.aws.send(new AdminDisableUserCommand(on("off@example.com")));
    const disabled = expect.objectContaining({ name: "NotAuthorizedException", message: "User is disabled." });
    await expect(pool.signIn("off@example.com")).rejects.toThrow(disabled);
    await expect(pool.signIn("off@example.com", "Wrong123!")).rejects.toThrow("Incorrect username or password.");
    const AccessToken = before.AuthenticationResult?.AccessToken;
    expect(await pool.call("GetUser", { AccessToken })).toMatchObject({ message: "User is disabled." });
    await pool.aws.send(new AdminEnableUserCommand(on("off@example.com")));
    expect(await pool.call("GetUser", { AccessToken })).toMatchObject({ message: "Access Token has been revoked" });
    expect((await pool.signIn("off@example.com")).AuthenticationResult).toBeDefined();
  });

  it("are changed by an administrator, but never to another's email", async () => {
    await pool.addUser("change@example.com");
    const change = (Name: string, Value: string) => {
      const UserAttributes = [{ Name, Value }];
      return pool.aws.send(new AdminUpdateUserAttributesCommand({ ...on("change@example.com"), UserAttributes }));
    };
    await change("custom:customer_id", "cust-007");
    await expect(change("email", email)).rejects.toThrow(expect.objectContaining({ name: "AliasExistsException" }));
    const { AuthenticationResult } = await pool.signIn("change@example.com");
    expect(claimsOf(AuthenticationResult?.IdToken ?? "")).toMatchObject({ "custom:customer_id": "cust-007" });
  });

  it("cannot change their own attributes: there is no such operation", async () => {
    const { AccessToken } = await pool.tokens();
    const UserAttributes = [{ Name: "custom:customer_id", Value: "cust-002" }];
    const reply = await pool.call("UpdateUserAttributes", { AccessToken, UserAttributes });
    expect(reply).toMatchObject({ status: 400, __type: "UnknownOperationException" });
  });

  it("are listed by page and by filter", async () => {
    const { UserPoolId } = pool;
    const first = await pool.aws.send(new ListUsersCommand({ UserPoolId, Limit: 1 }));
    expect(first.Users).toHaveLength(1);
    const { PaginationToken } = first;
    const second = await pool.aws.send(new ListUsersCommand({ UserPoolId, Limit: 1, PaginationToken }));
    expect(second.Users?.[0]?.Username).not.toBe(first.Users?.[0]?.Username);
    const list = (Filter: string) => pool.aws.send(new ListUsersCommand({ UserPoolId, Filter }));
    expect((await list(`email = "${email}"`)).Users?.map(({ Username }) => Username)).toEqual([sub]);
    expect((await list('email ^= "demo1"')).Users).toHaveLength(1);
    expect((await list('email = "nobody"')).Users).toEqual([]);
    await expect(list("email")).rejects.toThrow("Error while parsing filter");
  });
});

describe("groups", () => {
  it("are made once, joined, listed and written into both tokens", async () => {
    const { UserPoolId } = pool;
    const create = () => pool.aws.send(new CreateGroupCommand({ UserPoolId, GroupName: "staff", Description: "Us" }));
    const join = (GroupName: string) => pool.aws.send(new AdminAddUserToGroupCommand({ ...on(), GroupName }));
    expect(claimsOf((await pool.tokens()).AccessToken)).not.toHaveProperty("cognito:groups");
    await expect(join("staff")).rejects.toThrow(expect.objectContaining({ name: "ResourceNotFoundException" }));
    await create();
    await expect(create()).rejects.toThrow(expect.objectContaining({ name: "GroupExistsException" }));
    await join("staff");
    await join("staff");
    const { Groups } = await pool.aws.send(new AdminListGroupsForUserCommand(on()));
    expect(Groups).toEqual([expect.objectContaining({ GroupName: "staff", Description: "Us", UserPoolId })]);
    const { AccessToken, IdToken } = await pool.tokens();
    expect(claimsOf(AccessToken)).toMatchObject({ "cognito:groups": ["staff"] });
    expect(claimsOf(IdToken)).toMatchObject({ "cognito:groups": ["staff"] });
  });
});

describe("the pool", () => {
  it("describes itself, and knows no other pool", async () => {
    const { UserPoolId } = pool;
    const { UserPool } = await pool.aws.send(new DescribeUserPoolCommand({ UserPoolId }));
    expect(UserPool).toMatchObject({ Id: UserPoolId, UsernameAttributes: ["email"] });
    const other = pool.aws.send(new DescribeUserPoolCommand({ UserPoolId: "us-east-1_Other0001" }));
    await expect(other).rejects.toThrow(expect.objectContaining({ name: "ResourceNotFoundException" }));
    expect(await pool.call("AdminGetUser", { Username: email })).toMatchObject({ __type: "InvalidParameterException" });
  });
});
