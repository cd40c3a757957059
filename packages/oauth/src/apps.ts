import { isOwnForm } from "./browser.ts";
import { type StepContext, secondsOf } from "./context.ts";
import { answer, problemPage, seeOther } from "./html.ts";
import { lifetimes } from "./lifetimes.ts";
import { appsPage } from "./pages.ts";
import type { Person } from "./ports.ts";
import { startSignIn } from "./sign-in.ts";

const path = "/oauth/apps";

interface Account {
  readonly subject: string;
}

/** `GET /oauth/apps`: the customer's connected apps, after a sign-in of their own. */
export async function showApps(context: StepContext, request: Request): Promise<Response> {
  const { ports, browsers } = context;
  const cookies = request.headers.get("cookie");
  const account = await accountOf(context, request);
  if (account) return answer(appsPage(await ports.listConnections(account.subject)));
  const secret = browsers.read(cookies, "browser") ?? browsers.newSecret();
  const to = await startSignIn(context, { purpose: "account", uid: "" }, secret);
  return seeOther(to, [browsers.cookie("browser", secret, lifetimes.signIn)]);
}

/** `POST /oauth/apps`: ends one connection, or the visit to the page. */
export async function changeApps(context: StepContext, request: Request): Promise<Response> {
  const { ports, browsers, settings, onEvent } = context;
  const account = await accountOf(context, request);
  if (!isOwnForm(request, settings.issuer) || !account) return answer(signInAgain);
  const form = new URLSearchParams(await request.text());
  if (form.has("leave")) {
    await ports.forget("account", browsers.read(request.headers.get("cookie"), "account") ?? "");
    return seeOther("/", [browsers.cookie("account", "", 0)]);
  }
  if (await ports.endConnection(account.subject, form.get("connection") ?? "")) onEvent("grant_revoked");
  return seeOther(path);
}

/** The end of a sign-in for this page. Nothing of it is kept at the identity provider: the page needs no more of it. */
export async function openAccount(
  { ports, browsers, now, onFailure }: StepContext,
  person: Person | "unavailable" | undefined,
): Promise<Response> {
  if (person === "unavailable")
    return answer(problemPage(503, "Signing in does not work right now", "Try again soon."));
  if (!person) return answer(signInAgain);
  await ports.endSignIn(person.refreshToken).catch(onFailure);
  const id = browsers.newSecret();
  const account: Account = { subject: person.subject };
  await ports.keep("account", id, account, secondsOf(now) + lifetimes.account);
  return seeOther(path, [browsers.cookie("account", id, lifetimes.account)]);
}

async function accountOf({ ports, browsers }: StepContext, request: Request): Promise<Account | undefined> {
  const id = browsers.read(request.headers.get("cookie"), "account");
  return id === undefined ? undefined : ((await ports.find("account", id))?.value as Account | undefined);
}

const signInAgain = problemPage(403, "You are not signed in", "Open the page of connected apps again to sign in.");
