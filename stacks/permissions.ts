import type { TableName } from "@shop/aws/tables";
import type { Parts } from "./environment.ts";
import { snapshotPermissions } from "./snapshots.ts";

/** What the server does with one table: operations on its items, and the indexes that it queries. */
interface Grant {
  readonly actions: readonly `dynamodb:${string}`[];
  readonly queries: readonly string[];
}

/**
 * Everything a running server may do in AWS, through either door. Signing in (`InitiateAuth`) asks for no permission.
 * A link to a table would grant `dynamodb:*` instead. test/stacks/running.test.ts holds the list to what is called.
 */
const grants: Readonly<Record<TableName, Grant>> = {
  products: {
    actions: ["GetItem", "BatchGetItem", "Scan", "PutItem", "UpdateItem", "DescribeTable"].map(dynamodb),
    queries: ["feed-updated_at-index"],
  },
  customers: { actions: ["UpdateItem"].map(dynamodb), queries: ["cognito_sub-index"] },
  orders: {
    actions: ["GetItem", "BatchGetItem", "PutItem", "ConditionCheckItem"].map(dynamodb),
    queries: ["customer_id-created_at-index", "customer_id-product_id-index"],
  },
  reviews: {
    actions: ["GetItem", "PutItem", "UpdateItem", "ConditionCheckItem"].map(dynamodb),
    queries: ["product_id-created_at-index"],
  },
  returns: { actions: ["BatchGetItem", "PutItem"].map(dynamodb), queries: [] },
  auth: { actions: ["GetItem", "BatchGetItem", "PutItem", "UpdateItem", "DeleteItem"].map(dynamodb), queries: [] },
};

function dynamodb(operation: string): `dynamodb:${string}` {
  return `dynamodb:${operation}`;
}

/** The grants as permissions of a function or a task. */
export const serverPermissions = ({ tables, secrets, snapshots }: Pick<Parts, "tables" | "secrets" | "snapshots">) => [
  ...(Object.keys(grants) as TableName[]).flatMap((name) => {
    const { actions, queries } = grants[name];
    const { arn } = tables[name];
    const indexes = queries.map((index) => $interpolate`${arn}/index/${index}`);
    return [
      { actions: [...actions], resources: [arn] },
      ...(indexes.length > 0 ? [{ actions: ["dynamodb:Query"], resources: indexes }] : []),
    ];
  }),
  // Without kms:Decrypt: the key `aws/ssm` lets everybody of the account decrypt who may read the parameter. Source:
  // "Restricting decryption of SecureString parameter values", Systems Manager User Guide.
  { actions: ["ssm:GetParameter"], resources: [secrets.broker.arn, secrets.oauth.arn] },
  ...snapshotPermissions(snapshots, tables),
];
