import { CognitoIdentityProviderClient } from "@aws-sdk/client-cognito-identity-provider";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { maxAttempts, patience } from "./clients.ts";
import type { Config } from "./config.ts";

export const createCognitoClient = ({ region, cognitoEndpoint }: Pick<Config, "region" | "cognitoEndpoint">) =>
  new CognitoIdentityProviderClient({
    region,
    ...(cognitoEndpoint && { endpoint: cognitoEndpoint }),
    maxAttempts,
    requestHandler: new NodeHttpHandler(patience()),
  });

/** The user pool's client, opened when somebody signs in or out: a search does without it, and starts sooner for that. */
export type OpenCognito = () => Promise<CognitoIdentityProviderClient>;
