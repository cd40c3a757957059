import type { Client } from "oidc-provider";
import { isOwnForm } from "./browser.ts";
import { hostedClients } from "./clients.ts";
import type { StepContext } from "./context.ts";
import { answer, problemPage, seeOther } from "./html.ts";
import { finish, type Interaction } from "./interaction.ts";
import { type Asking, consentPage } from "./pages.ts";
import { startSignIn } from "./sign-in.ts";

const maxFormBytes = 4096;

/** `GET /oauth/consent/{uid}`: who asks for what. Shown only to the browser that the request came through. */
export async function showConsent(context: StepContext, request: Request, uid: string): Promise<Response> {
  const opened = await open(context, request, uid);
  if (opened instanceof Response) return opened;
  const { pathname, search } = new URL(request.url);
  return answer(consentPage({ ...(await describe(context, opened.interaction)), action: `${pathname}${search}` }));
}

/** `POST /oauth/consent/{uid}`: the answer, taken once; yes leads to the sign-in page, no back to the app. */
export async function takeConsent(context: StepContext, request: Request, uid: string): Promise<Response> {
  if (!isOwnForm(request, context.settings.issuer)) return foreign(context);
  const opened = await open(context, request, uid);
  if (opened instanceof Response) return opened;
  const form = new URLSearchParams((await request.text()).slice(0, maxFormBytes));
  if (!(await context.ports.use("interaction", uid))) return answer(alreadyAnswered);
  if (form.get("decision") !== "allow") return finish(context, opened.interaction, { error: "access_denied" });
  return seeOther(await startSignIn(context, { purpose: "app", uid }, opened.secret));
}

async function open(context: StepContext, request: Request, uid: string) {
  const { browsers, provider } = context;
  const secret = browsers.read(request.headers.get("cookie"), "browser");
  const seal = new URL(request.url).searchParams.get("for");
  if (secret === undefined || !(await browsers.isBound(uid, secret, seal))) return foreign(context);
  const interaction = await provider.Interaction.find(uid);
  return interaction ? { interaction, secret } : answer(expired);
}

async function describe({ provider, settings }: StepContext, { params }: Interaction): Promise<Omit<Asking, "action">> {
  const client = (await provider.Client.find(String(params["client_id"]))) as Client;
  const { clientId, clientName = clientId } = client;
  const published = "clientIdMetadataDocument" in client;
  return {
    clientName,
    publisher: published ? new URL(clientId).hostname : undefined,
    known: [...hostedClients, ...settings.clients].some((known) => known.clientId === clientId),
    redirectUri: String(params["redirect_uri"]),
    scopes: String(params["scope"]).split(" "),
  };
}

function foreign({ onEvent }: StepContext): Response {
  onEvent("foreign_browser");
  return answer(problemPage(403, "This page was opened elsewhere", "Go back to the app and connect again."));
}

const expired = problemPage(403, "This page has expired", "Go back to the app and connect again.");
const alreadyAnswered = problemPage(403, "This was answered already", "Go back to the app and connect again.");
