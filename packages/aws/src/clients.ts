import { CognitoIdentityProviderClient } from "@aws-sdk/client-cognito-identity-provider";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import type { Config } from "./config.ts";

/** Per attempt: three attempts fit the default deadline of a request, which ends them all in any case. */
const serverPatienceMs = 2000;

/** Without `throwOnRequestTimeout` the SDK only warns and waits for ever. */
const patience = (requestTimeout = serverPatienceMs) => ({
  connectionTimeout: requestTimeout,
  requestTimeout,
  throwOnRequestTimeout: true,
  httpAgent: { maxSockets: 256, keepAlive: true },
  httpsAgent: { maxSockets: 256, keepAlive: true },
});
const maxAttempts = 3;

export function createDynamoDbClient(
  { region, dynamodbEndpoint }: Pick<Config, "region" | "dynamodbEndpoint">,
  patienceMs?: number,
) {
  return new DynamoDBClient({
    region,
    ...(dynamodbEndpoint && { endpoint: dynamodbEndpoint }),
    maxAttempts,
    requestHandler: new NodeHttpHandler(patience(patienceMs)),
  });
}

/** `patienceMs` is for one attempt: whoever fills a store may wait longer than a customer does. */
export const createDocumentClient = (
  config: Pick<Config, "region" | "dynamodbEndpoint">,
  patienceMs?: number,
): DynamoDBDocumentClient =>
  DynamoDBDocumentClient.from(createDynamoDbClient(config, patienceMs), {
    marshallOptions: { removeUndefinedValues: true },
  });

/** `patienceMs` as above. */
export const createCognitoClient = (
  { region, cognitoEndpoint }: Pick<Config, "region" | "cognitoEndpoint">,
  patienceMs?: number,
) =>
  new CognitoIdentityProviderClient({
    region,
    ...(cognitoEndpoint && { endpoint: cognitoEndpoint }),
    maxAttempts,
    requestHandler: new NodeHttpHandler(patience(patienceMs)),
  });
