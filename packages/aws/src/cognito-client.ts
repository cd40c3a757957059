import { CognitoIdentityProviderClient } from "@aws-sdk/client-cognito-identity-provider";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { maxAttempts, patience } from "./clients.ts";
import type { Config } from "./config.ts";

/** `patienceMs` is for one attempt, as with the other clients. */
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

/** The user pool's client, opened when somebody signs in or out: a search does without it, and starts sooner for that. */
export type OpenCognito = () => Promise<CognitoIdentityProviderClient>;
