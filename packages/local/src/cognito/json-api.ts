import { CognitoError } from "./errors.ts";
import { type HttpReply, type HttpRequest, json } from "./http.ts";
import { type Input, isInput } from "./input.ts";
import type { Context } from "./operation.ts";
import { runOperation } from "./operations.ts";

/** POST /: the AWS JSON 1.1 protocol. */
export async function answerApi({ headers, body }: HttpRequest, context: Context): Promise<HttpReply> {
  try {
    const target = String(headers["x-amz-target"] ?? "");
    return reply(200, await runOperation(target, parse(body), context));
  } catch (error) {
    if (!(error instanceof CognitoError)) throw error;
    return reply(400, { __type: error.code, message: error.message }, { "x-amzn-errortype": error.code });
  }
}

function parse(body: string): Input {
  let input: unknown;
  try {
    input = JSON.parse(body || "{}");
  } catch (cause) {
    throw Object.assign(new CognitoError("SerializationException", "Request body is not JSON"), { cause });
  }
  if (isInput(input)) return input;
  throw new CognitoError("SerializationException", "Request body is not a JSON object");
}

function reply(status: number, value: object, headers: HttpReply["headers"] = {}): HttpReply {
  return json(status, value, { "content-type": "application/x-amz-json-1.1", ...headers });
}
