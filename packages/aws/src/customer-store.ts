import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import type { Customer } from "@shop/core";
import type { Database } from "./database.ts";
import { toCustomer } from "./items/customer-item.ts";

/** The customer that a Cognito account belongs to. */
export async function findCustomerBySubject(db: Database, subject: string): Promise<Customer | undefined> {
  const { Items = [] } = await db.query({
    TableName: db.tables.customers,
    IndexName: "cognito_sub-index",
    KeyConditionExpression: "cognito_sub = :subject",
    ExpressionAttributeValues: { ":subject": subject },
    Limit: 1,
  });
  return Items[0] && toCustomer(Items[0]);
}

/**
 * Ties a Cognito account to the customer named in its `custom:customer_id`, which only administrators can write.
 * Answers `undefined` when there is no such customer, or it belongs to another account.
 */
export async function linkCustomer(db: Database, customerId: string, subject: string): Promise<Customer | undefined> {
  try {
    const { Attributes } = await db.update({
      TableName: db.tables.customers,
      Key: { customer_id: customerId },
      UpdateExpression: "SET cognito_sub = :subject",
      ConditionExpression:
        "attribute_exists(customer_id) AND (attribute_not_exists(cognito_sub) OR cognito_sub = :subject)",
      ExpressionAttributeValues: { ":subject": subject },
      ReturnValues: "ALL_NEW",
    });
    return Attributes && toCustomer(Attributes);
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined;
    throw error;
  }
}
