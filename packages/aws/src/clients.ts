import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import type { Config } from "./config.ts";

/**
 * Per attempt. Without `throwOnRequestTimeout` the SDK only warns and waits for ever. Three attempts fit the default
 * deadline of a request, which ends them all in any case.
 */
export const patience = {
  connectionTimeout: 2000,
  requestTimeout: 2000,
  throwOnRequestTimeout: true,
  httpAgent: { maxSockets: 256, keepAlive: true },
  httpsAgent: { maxSockets: 256, keepAlive: true },
} as const;
export const maxAttempts = 3;

export function createDynamoDbClient({ region, dynamodbEndpoint }: Pick<Config, "region" | "dynamodbEndpoint">) {
  return new DynamoDBClient({
    region,
    ...(dynamodbEndpoint && { endpoint: dynamodbEndpoint }),
    maxAttempts,
    requestHandler: new NodeHttpHandler(patience),
  });
}

export const createDocumentClient = (config: Pick<Config, "region" | "dynamodbEndpoint">): DynamoDBDocumentClient =>
  DynamoDBDocumentClient.from(createDynamoDbClient(config), { marshallOptions: { removeUndefinedValues: true } });
