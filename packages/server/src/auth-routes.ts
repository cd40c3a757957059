import { type Outcome, ok, reject } from "@shop/core";
import type { AuthDeps } from "./authenticate.ts";
import { type ReadBody, readJson } from "./body.ts";
import { type CallContext, spentBy } from "./call-context.ts";
import { failure, signInFirst } from "./call-tool.ts";
import { respond } from "./respond.ts";

interface Sent {
  readonly request: Request;
  readonly read: ReadBody;
}

/** `POST /auth/login`: e-mail and password for a token of 24 hours. */
export async function answerLogin(deps: AuthDeps, context: CallContext, sent: Sent): Promise<Response> {
  const outcome = await logIn(deps, context, sent);
  journal(deps, context, { step: "login", outcome });
  if (!outcome.ok) return respond(deps.settings, outcome);
  // The guide's clients read these four fields; `success` is the tools' word, not this route's.
  return Response.json(outcome.value, { headers: { "cache-control": "no-store" } });
}

async function logIn(deps: AuthDeps, context: CallContext, { request, read }: Sent) {
  const body = await readJson(request, read);
  if (!body.ok) return body;
  const { email, password } = (body.value ?? {}) as { email?: unknown; password?: unknown };
  if (typeof email !== "string" || typeof password !== "string" || email === "" || password === "")
    return reject("invalid_argument", "Missing email or password");
  try {
    const login = await deps.gate(context, email, () => deps.backend.logIn(email, password, context.budget));
    if (!login.ok) return login;
    const { accessToken, expiresIn, customerId } = login.value;
    return ok({
      access_token: accessToken,
      token_type: "Bearer",
      expires_in: expiresIn,
      customer_id: customerId ?? null,
    });
  } catch (error) {
    return failure(deps, context, { error, call: "login" });
  }
}

/** `POST /auth/logout`: ends the session that the presented token came from. */
export async function answerLogout(deps: AuthDeps, context: CallContext, { request }: Sent): Promise<Response> {
  const outcome = await logOut(deps, context, request.headers.get("authorization"));
  journal(deps, context, { step: "logout", outcome });
  return respond(deps.settings, outcome);
}

async function logOut(deps: AuthDeps, context: CallContext, header: string | null) {
  const [, token] = /^Bearer +(\S+) *$/i.exec(header ?? "") ?? [];
  if (!token) return signInFirst;
  try {
    const outcome = await deps.backend.logOut(token, context.budget);
    return outcome.ok ? ok({ message: "Signed out" }) : outcome;
  } catch (error) {
    return failure(deps, context, { error, call: "logout" });
  }
}

function journal(
  deps: AuthDeps,
  context: CallContext,
  { step, outcome }: { readonly step: string; readonly outcome: Outcome<unknown> },
): void {
  deps.journal.record({ ...spentBy(context), step, code: outcome.ok ? "ok" : outcome.rejection.code });
}
