import { type Outcome, ok, reject } from "@shop/core";
import type { Identity, ServerDeps } from "./backend.ts";
import { type CallContext, measuredBy } from "./call-context.ts";
import { failure } from "./call-tool.ts";
import type { CallLimits } from "./overload/call-limits.ts";
import type { PasswordGate } from "./password-gate.ts";

export interface AuthDeps extends ServerDeps {
  readonly gate: PasswordGate;
  readonly limits: CallLimits;
}

/**
 * Who is calling: nobody (`undefined`) without an `Authorization` header; otherwise the one whom a valid bearer token or
 * e-mail and password speak for. A credential that is not valid is refused, on public tools too.
 */
export async function authenticate(
  deps: AuthDeps,
  context: CallContext,
  header: string | null,
): Promise<Outcome<Identity | undefined>> {
  if (header === null) return ok(undefined);
  const span = context.trace.begin("authenticate");
  const outcome = await identify(deps, span ? measuredBy(span, context) : context, header);
  span?.end({ code: outcome.ok ? "ok" : outcome.rejection.code }, false);
  if (outcome.ok) deps.limits.recognize(context.address);
  return outcome;
}

async function identify(deps: AuthDeps, context: CallContext, header: string): Promise<Outcome<Identity>> {
  const [, scheme = "", value = ""] = /^(\S+) +(\S+) *$/.exec(header) ?? [];
  try {
    switch (scheme.toLowerCase()) {
      case "bearer":
        return await deps.backend.identify(value, context.budget);
      case "basic":
        return await byPassword(deps, context, value);
      default:
        return reject("invalid_token", "The Authorization header must be Bearer or Basic");
    }
  } catch (error) {
    return failure(deps, context, { error, call: "authenticate" });
  }
}

async function byPassword(
  { backend, gate }: AuthDeps,
  context: CallContext,
  encoded: string,
): Promise<Outcome<Identity>> {
  const decoded = new TextDecoder().decode(bytesOf(encoded));
  const colon = decoded.indexOf(":");
  if (colon < 1) return reject("invalid_token", "Basic credentials must be e-mail and password");
  const [email, password] = [decoded.slice(0, colon), decoded.slice(colon + 1)];
  const recalled = await backend.recallByPassword(email, password, context.budget);
  if (recalled) return ok(recalled);
  return gate(context, email, () => backend.identifyByPassword(email, password, context.budget));
}

function bytesOf(base64: string): Uint8Array {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(base64) || base64.length % 4 === 1) return new Uint8Array();
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
