import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminGetUserCommand,
  AdminSetUserPasswordCommand,
  type AttributeType,
  type CognitoIdentityProviderClient,
  CreateGroupCommand,
  GroupExistsException,
  UsernameExistsException,
} from "@aws-sdk/client-cognito-identity-provider";
import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { type DynamoDBDocumentClient, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import type { Tables } from "@shop/aws";
import { demoCustomers } from "./demo/customers.ts";

/** Where the demo users are made. `onProgress` hears how many of all are done. */
export interface DemoUsersOptions {
  readonly cognito: CognitoIdentityProviderClient;
  readonly userPoolId: string;
  readonly db: DynamoDBDocumentClient;
  readonly tables: Tables;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** An account of the demo shop; `customerId` is absent for staff. */
export interface DemoUser {
  readonly email: string;
  readonly password: string;
  readonly customerId?: string;
}

const staffGroup = "staff";

export const demoUsers: readonly DemoUser[] = [
  ...demoCustomers.map(({ email, customerId }) => ({ email, customerId, password: "Demo123!" })),
  { email: "staff@example.com", password: "Staff123!" },
];

/**
 * Makes the demo accounts, or brings those that exist back to their known passwords, and ties each to its customer.
 * Throws when a customer is missing (load the demo shop first) or an account belongs to another one.
 */
export async function createDemoUsers(options: DemoUsersOptions): Promise<void> {
  await ensureGroup(options);
  let done = 0;
  await Promise.all(
    demoUsers.map(async (user) => {
      await createDemoUser(options, user);
      done += 1;
      options.onProgress?.(done, demoUsers.length);
    }),
  );
}

async function createDemoUser(options: DemoUsersOptions, user: DemoUser): Promise<void> {
  const { cognito, userPoolId: UserPoolId } = options;
  const { email: Username, password: Password, customerId } = user;
  const subject = await ensureUser(options, user);
  await cognito.send(new AdminSetUserPasswordCommand({ UserPoolId, Username, Password, Permanent: true }));
  if (customerId === undefined)
    await cognito.send(new AdminAddUserToGroupCommand({ UserPoolId, Username, GroupName: staffGroup }));
  else await linkCustomer(options, customerId, subject);
}

/** The account's `sub`, whether it was there before or not. */
async function ensureUser(
  { cognito, userPoolId: UserPoolId }: DemoUsersOptions,
  { email, customerId }: DemoUser,
): Promise<string> {
  const UserAttributes = [
    { Name: "email", Value: email },
    { Name: "email_verified", Value: "true" },
    ...(customerId === undefined ? [] : [{ Name: "custom:customer_id", Value: customerId }]),
  ];
  try {
    const { User } = await cognito.send(
      new AdminCreateUserCommand({ UserPoolId, Username: email, UserAttributes, MessageAction: "SUPPRESS" }),
    );
    return getAttribute(User?.Attributes, "sub") ?? "";
  } catch (error) {
    if (!(error instanceof UsernameExistsException)) throw error;
  }
  const { UserAttributes: found } = await cognito.send(new AdminGetUserCommand({ UserPoolId, Username: email }));
  const owner = getAttribute(found, "custom:customer_id");
  if (owner !== customerId)
    throw new Error(
      `The account ${email} exists and belongs to ${owner ?? "no customer"}, not ${customerId ?? "staff"}`,
    );
  return getAttribute(found, "sub") ?? "";
}

const getAttribute = (attributes: readonly AttributeType[] = [], name: string): string | undefined =>
  attributes.find(({ Name }) => Name === name)?.Value;

async function ensureGroup({ cognito, userPoolId: UserPoolId }: DemoUsersOptions): Promise<void> {
  try {
    const Description = "People who run the shop";
    await cognito.send(new CreateGroupCommand({ UserPoolId, GroupName: staffGroup, Description }));
  } catch (error) {
    if (!(error instanceof GroupExistsException)) throw error;
  }
}

async function linkCustomer({ db, tables }: DemoUsersOptions, customerId: string, subject: string): Promise<void> {
  try {
    await db.send(
      new UpdateCommand({
        TableName: tables.customers,
        Key: { customer_id: customerId },
        UpdateExpression: "SET cognito_sub = :subject",
        ConditionExpression: "attribute_exists(customer_id)",
        ExpressionAttributeValues: { ":subject": subject },
      }),
    );
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    throw new Error(`Customer ${customerId} does not exist: load the demo shop first (npm run seed)`, { cause: error });
  }
}
