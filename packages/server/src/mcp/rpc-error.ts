import { type Rejection, refusals, rejectionBody } from "@shop/core";

/** A refusal as JSON-RPC carries it: the HTTP status as its code, unless JSON-RPC has one of its own. */
export const rpcError = (rejection: Rejection, id: string | number | null, code?: number) => ({
  jsonrpc: "2.0",
  id,
  error: {
    code: code ?? refusals[rejection.code].status,
    message: rejection.message,
    data: rejectionBody(rejection),
  },
});
