import { type Scope, shopScopes } from "@shop/core";
import { openAccount } from "./apps.ts";
import { type StepContext, secondsOf } from "./context.ts";
import { answer, problemPage } from "./html.ts";
import { finish, type Interaction } from "./interaction.ts";
import { lifetimes } from "./lifetimes.ts";
import type { Person } from "./ports.ts";
import { redirectHost } from "./redirects.ts";
import { isScope } from "./scopes.ts";
import type { Pending } from "./sign-in.ts";

/**
 * `GET /oauth/callback`: back from the identity provider. Goes on only in the browser that consented, with a state that
 * was never used; otherwise nobody is sent anywhere, for whoever asked may not be who signed in.
 */
export async function takeCallback(context: StepContext, request: Request): Promise<Response> {
  const { ports, browsers, onEvent } = context;
  const query = new URL(request.url).searchParams;
  const state = query.get("state") ?? "";
  const pending = (await ports.find("state", state))?.value as Pending | undefined;
  if (!pending) return answer(unknown);
  const secret = browsers.read(request.headers.get("cookie"), "browser");
  if (!(await browsers.isBound(state, secret, pending.browser))) {
    onEvent("foreign_browser");
    return answer(elsewhere);
  }
  if (!(await ports.take("state", state))) return answer(unknown);
  const person = query.has("error") ? undefined : await signedIn(context, pending, query.get("code") ?? "");
  return pending.purpose === "account" ? openAccount(context, person) : answerApp(context, pending, person);
}

async function signedIn({ ports, onFailure }: StepContext, { verifier, nonce }: Pending, code: string) {
  try {
    return await ports.completeSignIn({ code, verifier, nonce });
  } catch (error) {
    onFailure(error);
    return "unavailable" as const;
  }
}

async function answerApp(context: StepContext, { uid }: Pending, person: Person | "unavailable" | undefined) {
  const interaction = await context.provider.Interaction.find(uid);
  if (!interaction) return answer(unknown);
  if (person === "unavailable") return finish(context, interaction, { error: "temporarily_unavailable" });
  if (!person) return finish(context, interaction, { error: "access_denied" });
  const scopes = allowedTo(person, String(interaction.params["scope"]).split(" "));
  if (scopes.length === 0) {
    await context.ports.endSignIn(person.refreshToken).catch(context.onFailure);
    const error_description = "This account may do nothing of what was asked for";
    return finish(context, interaction, { error: "access_denied", error_description });
  }
  const grantId = await grant(context, interaction, { person, scopes });
  const login = { accountId: person.subject, remember: false };
  return finish(context, interaction, { login, consent: { grantId } });
}

/** Staff scopes are for the staff, shop scopes for customers, whatever an app has asked for. */
const allowedTo = ({ groups, isCustomer }: Person, requested: readonly string[]): readonly Scope[] =>
  requested
    .filter(isScope)
    .filter((scope) => (scope === "shop:staff" ? groups.includes("staff") : isCustomer && shopScopes.includes(scope)));

async function grant(
  { provider, ports, settings, now }: StepContext,
  { params }: Interaction,
  { person, scopes }: { readonly person: Person; readonly scopes: readonly Scope[] },
): Promise<string> {
  const clientId = String(params["client_id"]);
  const client = await provider.Client.find(clientId);
  const made = new provider.Grant({ accountId: person.subject, clientId });
  made.addResourceScope(settings.issuer, scopes.join(" "));
  const grantId = await made.save();
  const createdAt = secondsOf(now);
  const connection = {
    ...{ grantId, clientId, scopes, createdAt, subject: person.subject },
    clientName: client?.clientName ?? clientId,
    redirectHost: redirectHost(String(params["redirect_uri"])),
    expiresAt: createdAt + lifetimes.grant,
  };
  await ports.saveConnection(connection, person);
  await remember(ports, clientId, createdAt + lifetimes.client);
  return grantId;
}

/** An app that is used is remembered longer. */
async function remember(ports: StepContext["ports"], clientId: string, until: number): Promise<void> {
  const registered = await ports.find("client", clientId);
  if (registered) await ports.keep("client", clientId, registered.value, until);
}

const unknown = problemPage(
  403,
  "This sign-in is not known",
  "It may have taken too long, or was finished before. Go back to the app and connect again.",
);
const elsewhere = problemPage(
  403,
  "This sign-in was started elsewhere",
  "Somebody may have sent you this link. Go back to your own app and connect from there.",
);
