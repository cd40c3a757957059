import { CognitoError, notFound } from "./errors.ts";
import { groupOperations } from "./group-operations.ts";
import { findText, getText, type Input } from "./input.ts";
import type { Context, Operations } from "./operation.ts";
import { sessionOperations } from "./session-operations.ts";
import { userOperations } from "./user-operations.ts";

const operations = new Map(
  Object.entries({
    ...sessionOperations,
    ...userOperations,
    ...groupOperations,
    DescribeUserPool(input, { pool }) {
      const { poolId, region, state } = pool;
      const arn = `arn:aws:cognito-idp:${region}:000000000000:userpool/${getText(input, "UserPoolId")}`;
      const size = { EstimatedNumberOfUsers: state.users.size, UsernameAttributes: ["email"] };
      return { UserPool: { Id: poolId, Name: "local", Arn: arn, ...size } };
    },
  } satisfies Operations as Operations),
);

const target = /^AWSCognitoIdentityProviderService\.(\w+)$/;
const withoutPoolId = new Set(Object.keys(sessionOperations));

/** Runs the operation that an X-Amz-Target header names. */
export async function runOperation(header: string, input: Input, context: Context): Promise<object> {
  const name = target.exec(header)?.[1] ?? "";
  const operation = operations.get(name);
  if (!operation) throw new CognitoError("UnknownOperationException", `Unknown operation ${name}`);
  const poolId = withoutPoolId.has(name) ? findText(input, "UserPoolId") : getText(input, "UserPoolId");
  if (poolId !== undefined && poolId !== context.pool.poolId) throw notFound(`User pool ${poolId} does not exist.`);
  return operation(input, context);
}
