import {
  AdminGetUserCommand,
  AdminListGroupsForUserCommand,
  CognitoIdentityProviderClient,
  InitiateAuthCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { GetCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Cognito, startCognito } from "./cognito/cognito.ts";
import { createTables } from "./create-tables.ts";
import { demoShop } from "./demo/shop.ts";
import { createDemoUsers, demoUsers } from "./demo-users.ts";
import { loadShop } from "./load-shop.ts";
import { openEmptyStore, tables } from "./load-shop-test-support.ts";

let store: Awaited<ReturnType<typeof openEmptyStore>>;
let pool: Cognito;
let cognito: CognitoIdentityProviderClient;

beforeAll(async () => {
  store = await openEmptyStore();
  pool = await startCognito({ dataDir: undefined, clients: [{ clientId: "client" }], scryptCost: 16 });
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  cognito = new CognitoIdentityProviderClient({ region: pool.region, endpoint: pool.url, credentials });
  await createTables(store.client, tables);
});
afterAll(async () => {
  cognito.destroy();
  await pool.stop();
  await store.close();
});

const options = () => ({ cognito, userPoolId: pool.poolId, db: store.db, tables });
const logIn = ({ email, password }: { email: string; password: string }) =>
  cognito.send(
    new InitiateAuthCommand({
      AuthFlow: "USER_PASSWORD_AUTH",
      ClientId: "client",
      AuthParameters: { USERNAME: email, PASSWORD: password },
    }),
  );

it("says to load the shop first when its customers are missing", async () => {
  await expect(createDemoUsers(options())).rejects.toThrow("load the demo shop first");
});

it("makes accounts that sign in, each tied to its customer", async () => {
  await loadShop(store.db, tables, demoShop(new Date()));
  const heard: string[] = [];
  await createDemoUsers({ ...options(), onProgress: (done, total) => heard.push(`${done}/${total}`) });
  expect(heard.at(-1)).toBe("11/11");

  for (const user of demoUsers) {
    expect((await logIn(user)).AuthenticationResult?.AccessToken).toBeDefined();
    const found = await cognito.send(new AdminGetUserCommand({ UserPoolId: pool.poolId, Username: user.email }));
    const attributes = Object.fromEntries(found.UserAttributes?.map(({ Name, Value }) => [Name, Value]) ?? []);
    expect(attributes).toMatchObject({ email: user.email, email_verified: "true" });
    expect(attributes["custom:customer_id"]).toBe(user.customerId);
    if (user.customerId === undefined) continue;
    const Key = { customer_id: user.customerId };
    const { Item } = await store.db.send(new GetCommand({ TableName: tables.customers, Key }));
    expect(Item?.["cognito_sub"]).toBe(attributes["sub"]);
  }
});

it("puts the staff account, and no other, in the group staff", async () => {
  const groupsOf = async (Username: string) => {
    const { Groups } = await cognito.send(new AdminListGroupsForUserCommand({ UserPoolId: pool.poolId, Username }));
    return Groups?.map(({ GroupName }) => GroupName);
  };
  expect(await groupsOf("staff@example.com")).toEqual(["staff"]);
  expect(await groupsOf("demo1@example.com")).toEqual([]);
});

it("may run again and keeps the same accounts", async () => {
  const Key = { customer_id: "cust-010" };
  const before = await store.db.send(new GetCommand({ TableName: tables.customers, Key }));
  await createDemoUsers(options());
  const after = await store.db.send(new GetCommand({ TableName: tables.customers, Key }));
  expect(after.Item).toEqual(before.Item);
});
