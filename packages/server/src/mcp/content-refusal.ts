import { type Rejection, refusals, rejectionBody } from "@shop/core";
import type { ContentMethod, ContentParams } from "./content.ts";

const invalidParams = -32_602;
const internalError = -32_603;
const longestUri = 512;

/** A refusal as JSON-RPC tells it. */
interface RpcError {
  readonly code: number;
  readonly message: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Where no resource stands: each era has its own code for it, and in both the data is the address and nothing else. */
export function contentError(
  rejection: Rejection,
  {
    method,
    params,
    notFound,
  }: { readonly method: ContentMethod; readonly params: ContentParams; readonly notFound: number },
): RpcError {
  const { status } = refusals[rejection.code];
  if (method === "resources/read" && status === 404)
    return { code: notFound, message: "Resource not found", data: { uri: (params.uri ?? "").slice(0, longestUri) } };
  return {
    code: status < 500 ? invalidParams : internalError,
    message: rejection.message,
    data: rejectionBody(rejection),
  };
}
