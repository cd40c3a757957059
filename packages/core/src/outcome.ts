import type { Rejection, RejectionCode } from "./rejection.ts";

/** What a decision comes to: the value asked for, or the reason it was refused. Bugs are thrown; refusals never are. */
export type Outcome<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly rejection: Rejection };

export const ok = <Value>(value: Value): Outcome<Value> => ({ ok: true, value });

export const reject = (
  code: RejectionCode,
  message: string,
  more: Pick<Rejection, "details" | "also"> = {},
): Outcome<never> => ({ ok: false, rejection: { code, message, ...more } });
