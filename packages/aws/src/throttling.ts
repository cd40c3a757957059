import { TransactionCanceledException } from "@aws-sdk/client-dynamodb";
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";

const throttled = new Set([
  "ProvisionedThroughputExceededException",
  "ThrottlingException",
  "RequestLimitExceeded",
  // Reasons of a transaction.
  "ProvisionedThroughputExceeded",
  "ThrottlingError",
]);

/** Tells of each request that DynamoDB refused for lack of throughput, those that the SDK then tries again included. */
export function watchThrottling(client: DynamoDBDocumentClient, onThrottled: () => void): DynamoDBDocumentClient {
  // Low in this step is beneath the SDK's own retries: here each attempt comes by.
  client.middlewareStack.add(
    (next) => async (args) => {
      try {
        return await next(args);
      } catch (error) {
        if (isThrottling(error)) onThrottled();
        throw error;
      }
    },
    { step: "finalizeRequest", priority: "low", name: "watchThrottling" },
  );
  return client;
}

function isThrottling(error: unknown): boolean {
  if (error instanceof TransactionCanceledException)
    return error.CancellationReasons?.some(({ Code = "" }) => throttled.has(Code)) === true;
  return error instanceof Error && throttled.has(error.name);
}
