import type { RejectionCode } from "@shop/core";
import { FetchError, WaitPeriodNotYetEndedJwkError } from "aws-jwt-verify/error";

const passing = new Set([
  "TimeoutError",
  "RequestTimeout",
  "ThrottlingException",
  "ProvisionedThroughputExceededException",
  "RequestLimitExceeded",
  "TransactionInProgressException",
  "TransactionConflictException",
  "TooManyRequestsException",
  "InternalServerError",
  "InternalErrorException",
  "ServiceUnavailable",
  "ServiceUnavailableException",
]);
const network = new Set(["ECONNREFUSED", "ECONNRESET", "ENOTFOUND", "EPIPE", "ETIMEDOUT", "EAI_AGAIN", "EHOSTUNREACH"]);

/** What a thrown error means for the caller: AWS is away, time ran out, or we have a bug. */
export function failureCode(error: unknown): Extract<RejectionCode, "unavailable" | "deadline_exceeded" | "internal"> {
  if (!(error instanceof Error)) return "internal";
  if (error.name === "AbortError") return "deadline_exceeded";
  // The pool's key set could not be fetched, so no token can be judged.
  if (error instanceof FetchError || error instanceof WaitPeriodNotYetEndedJwkError) return "unavailable";
  if (passing.has(error.name)) return "unavailable";
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  return network.has(code) ? "unavailable" : "internal";
}
