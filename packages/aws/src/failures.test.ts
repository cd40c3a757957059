import { ProvisionedThroughputExceededException } from "@aws-sdk/client-dynamodb";
import { FetchError, WaitPeriodNotYetEndedJwkError } from "aws-jwt-verify/error";
import { expect, it } from "vitest";
import { failureCode } from "./failures.ts";

const named = (name: string) => Object.assign(new Error("x"), { name });
const coded = (code: string) => Object.assign(new Error("x"), { code });

it.each([
  "TimeoutError",
  "ThrottlingException",
  "ProvisionedThroughputExceededException",
  "RequestLimitExceeded",
  "TransactionInProgressException",
  "TooManyRequestsException",
  "InternalServerError",
  "InternalErrorException",
  "ServiceUnavailable",
  "ServiceUnavailableException",
])("takes %s for AWS being away", (name) => {
  expect(failureCode(named(name))).toBe("unavailable");
});

it.each(["ECONNREFUSED", "ECONNRESET", "ENOTFOUND", "EPIPE", "ETIMEDOUT", "EAI_AGAIN", "EHOSTUNREACH"])(
  "takes %s for AWS being away",
  (code) => {
    expect(failureCode(coded(code))).toBe("unavailable");
  },
);

it("knows the errors themselves, not only their names", () => {
  expect(failureCode(new ProvisionedThroughputExceededException({ message: "", $metadata: {} }))).toBe("unavailable");
  expect(failureCode(new FetchError("https://keys", "down"))).toBe("unavailable");
  expect(failureCode(new WaitPeriodNotYetEndedJwkError("wait"))).toBe("unavailable");
});

it("takes an abort for the end of the call's time", async () => {
  const aborted = await fetch("http://127.0.0.1:1", { signal: AbortSignal.abort() }).catch((error: unknown) => error);
  expect(failureCode(aborted)).toBe("deadline_exceeded");
});

it.each([
  ["a bug", new TypeError("x is not a function")],
  ["a refused condition nobody expected", named("ConditionalCheckFailedException")],
  ["a missing permission", named("AccessDeniedException")],
  ["a code of no network", coded("ENOENT")],
  ["a code that is no text", Object.assign(new Error("x"), { code: 503 })],
  ["a thrown string", "TimeoutError"],
  ["nothing at all", undefined],
  ["something that only looks like an error", { name: "TimeoutError" }],
])("takes %s for our own mistake", (_, error) => {
  expect(failureCode(error)).toBe("internal");
});
