import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** Stands between a server and AWS's stand-ins and remembers what the server would have to be allowed. */
export interface Recorder {
  readonly url: string;
  stop(): Promise<void>;
}

type Hear = (permissions: readonly string[]) => void;

export async function record(target: string, hear: Hear): Promise<Recorder> {
  const server = createServer((incoming, outgoing) => void pass({ target, incoming, outgoing }, hear));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Exchange {
  readonly target: string;
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
}

async function pass({ target, incoming, outgoing }: Exchange, hear: Hear): Promise<void> {
  const body = Buffer.concat(await incoming.toArray());
  const operation = incoming.headers["x-amz-target"];
  if (typeof operation === "string") hear(permissionsOf(operation, JSON.parse(body.toString())));
  const { method, headers, url = "/" } = incoming;
  const onward = request(new URL(url, target), { method, headers }, async (answer) => {
    outgoing.writeHead(answer.statusCode ?? 500, answer.headers).end(Buffer.concat(await answer.toArray()));
  });
  onward.on("error", () => outgoing.destroy());
  onward.end(body);
}

/** Cognito operations that anybody may call: IAM is not asked. Source: "User pools API operations", Developer Guide. */
const unauthorized = new Set(["InitiateAuth", "RespondToAuthChallenge", "RevokeToken", "GetTokensFromRefreshToken"]);

/** Actions inside a transaction are allowed one by one. Source: "Using IAM with DynamoDB transactions". */
const transacted: Record<string, string> = {
  Put: "PutItem",
  Update: "UpdateItem",
  Delete: "DeleteItem",
  ConditionCheck: "ConditionCheckItem",
  Get: "GetItem",
};

/** What IAM would be asked for one request: `dynamodb:Query my-table/index/my-index`. */
export function permissionsOf(target: string, body: any): string[] {
  const [service = "", operation = ""] = target.split(".");
  if (service === "AWSCognitoIdentityProviderService")
    return unauthorized.has(operation) ? [] : [`cognito-idp:${operation} ${body.UserPoolId}`];
  if (target === "AmazonSSM.GetParameter") return [`ssm:GetParameter ${body.Name}`];
  if (!service.startsWith("DynamoDB_")) return [`${service}:${operation}`];
  if (body.TransactItems)
    return body.TransactItems.flatMap((item: Record<string, any>) =>
      Object.entries(item).map(([kind, { TableName }]) => `dynamodb:${transacted[kind]} ${TableName}`),
    );
  if (body.RequestItems) return Object.keys(body.RequestItems).map((table) => `dynamodb:${operation} ${table}`);
  const index = body.IndexName ? `/index/${body.IndexName}` : "";
  return [`dynamodb:${operation} ${body.TableName}${index}`];
}
