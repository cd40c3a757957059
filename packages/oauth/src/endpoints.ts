import type { StepContext } from "./context.ts";
import { answer, problemPage } from "./html.ts";
import { askLibrary } from "./mount.ts";
import type { Allowance } from "./ports.ts";
import { toAudience } from "./resource.ts";

const hourSeconds = 3600;
const quarterSeconds = 900;
const authorizations: Allowance = { max: 200, windowSeconds: quarterSeconds };
const failedTokens: Allowance = { max: 300, windowSeconds: quarterSeconds };
const maxRegistrationBytes = 16 * 1024;
const maxFormBytes = 16 * 1024;

/** `GET /oauth/authorize` (RFC 6749 section 4.1.1): the library checks the request, then a person is asked. */
export async function authorize(context: StepContext, request: Request, address: string): Promise<Response> {
  const { ports, settings } = context;
  const wait = await ports.countAttempt(`authorize#${address}`, authorizations);
  if (wait > 0) return answer(tooMany(wait));
  const url = new URL(request.url);
  // Answers go back in the query only: the library's page for other ways runs a script.
  if ((url.searchParams.get("response_mode") ?? "query") !== "query") return answer(onlyQuery);
  withAudience(settings.issuer, url.searchParams);
  return library(context, new Request(url, { headers: request.headers }), address);
}

/** `POST /oauth/token` (RFC 6749 section 3.2). Failures count by address, because a secret could be guessed here. */
export async function token(context: StepContext, request: Request, address: string): Promise<Response> {
  const { ports, settings } = context;
  const key = `token#${address}`;
  const wait = await ports.waitFor(key, failedTokens);
  if (wait > 0) return limited(context, wait);
  const text = await request.text();
  if (text.length > maxFormBytes) return oauthError(413, "invalid_request", "The request is too large");
  const form = new URLSearchParams(text);
  withAudience(settings.issuer, form);
  // The library would look at the resource after it has used up the code.
  if (form.getAll("resource").some((resource) => resource !== settings.issuer))
    return oauthError(400, "invalid_target", "This server issues tokens for itself only");
  const isForm = request.headers.get("content-type")?.startsWith("application/x-www-form-urlencoded");
  const body = isForm ? form.toString() : text;
  const response = await library(
    context,
    new Request(request.url, { method: "POST", headers: request.headers, body }),
    address,
  );
  if (response.status === 400 || response.status === 401) await ports.countAttempt(key, failedTokens);
  return response;
}

/** `POST /oauth/register` (RFC 7591): an app introduces itself. Anybody may, a few times an hour. */
export async function register(context: StepContext, request: Request, address: string): Promise<Response> {
  const { ports, settings } = context;
  const allowance = { max: settings.registrationsPerHour, windowSeconds: hourSeconds };
  const wait = await ports.countAttempt(`register#${address}`, allowance);
  if (wait > 0) return limited(context, wait);
  const body = await request.text();
  if (body.length > maxRegistrationBytes)
    return oauthError(413, "invalid_client_metadata", "The metadata is too large");
  const asked = new Request(request.url, { method: "POST", headers: request.headers, body });
  const response = await library(context, asked, address);
  response.headers.set("access-control-allow-origin", "*");
  return response;
}

const library = ({ provider, settings: { issuer } }: StepContext, request: Request, address: string) =>
  askLibrary(provider, request, { issuer, address });

/** Every spelling of this server as a resource becomes the one that tokens carry. */
function withAudience(issuer: string, parameters: URLSearchParams): void {
  const resources = new Set(parameters.getAll("resource").map((resource) => toAudience(issuer, resource)));
  parameters.delete("resource");
  for (const resource of resources) parameters.append("resource", resource);
}

const cors = { "access-control-allow-origin": "*", "cache-control": "no-store" };

const oauthError = (status: number, error: string, text: string, headers: Record<string, string> = {}): Response =>
  Response.json({ error, error_description: text }, { status, headers: { ...cors, ...headers } });

function limited({ onEvent }: StepContext, wait: number): Response {
  onEvent("limited");
  return oauthError(429, "temporarily_unavailable", "Too many requests", { "retry-after": String(wait) });
}

const tooMany = (wait: number) => {
  const shown = problemPage(429, "Too many requests", "Try again in a few minutes.");
  return { ...shown, headers: { ...shown.headers, "retry-after": String(wait) } };
};

const onlyQuery = problemPage(
  400,
  "This request cannot go on",
  "Only response_mode=query is supported (invalid_request)",
);
