import { type Outcome, ok, reject } from "@shop/core";
import { type AuthDeps, authenticate } from "./authenticate.ts";
import type { Identity } from "./backend.ts";
import type { CallContext } from "./call-context.ts";
import { failure, signInFirst } from "./call-tool.ts";
import { respond } from "./respond.ts";

type Answer = Outcome<Record<string, unknown>>;

/** `GET /auth/connections`: the apps that act for the signed-in person, newest first. */
export const listConnections = (deps: AuthDeps, context: CallContext, request: Request): Promise<Response> =>
  forOwner(deps, context, request, async ({ subject }) => {
    const connections = await deps.backend.listConnections(subject);
    return ok({ connections: connections.map(toWire) });
  });

/** `DELETE /auth/connections/{id}`: ends what one app may do, at once. */
export const endConnection = (deps: AuthDeps, context: CallContext, request: Request): Promise<Response> =>
  forOwner(deps, context, request, async ({ subject }) => {
    const id = decodeURIComponent(new URL(request.url).pathname.split("/").at(-1) ?? "");
    const ended = await deps.backend.endConnection(subject, id);
    return ended ? ok({ message: "Access removed" }) : reject("not_found", "There is no such connection");
  });

/** An app that acts for somebody neither sees nor ends what other apps may do: that takes the person's own sign-in. */
async function forOwner(
  deps: AuthDeps,
  context: CallContext,
  request: Request,
  answer: (identity: Identity) => Promise<Answer>,
): Promise<Response> {
  const decide = async (): Promise<Answer> => {
    const identity = await authenticate(deps, context, request.headers.get("authorization"));
    if (!identity.ok) return identity;
    if (!identity.value) return signInFirst;
    if (!identity.value.isOwn) return reject("insufficient_scope", "Connected apps are for the person themselves");
    return answer(identity.value);
  };
  const outcome = await decide().catch((error: unknown) => failure(deps, context, { error, call: "connections" }));
  return respond(deps.settings, outcome);
}

const toWire = (connection: Awaited<ReturnType<AuthDeps["backend"]["listConnections"]>>[number]) => ({
  connection_id: connection.connectionId,
  client_id: connection.clientId,
  client_name: connection.clientName,
  redirect_host: connection.redirectHost,
  scopes: connection.scopes,
  created_at: new Date(connection.createdAt * 1000).toISOString(),
  expires_at: new Date(connection.expiresAt * 1000).toISOString(),
});
