import { changeApps, showApps } from "./apps.ts";
import { takeCallback } from "./callback.ts";
import { showConsent, takeConsent } from "./consent.ts";
import type { StepContext } from "./context.ts";
import { readMetadata } from "./discovery.ts";
import { authorize, register, token } from "./endpoints.ts";
import { askLibrary } from "./mount.ts";
import { revoke } from "./revoke.ts";

type Step = (context: StepContext, request: Request, address: string) => Promise<Response>;

const library: Step = (context, request, address) =>
  askLibrary(context.provider, request, { issuer: context.settings.issuer, address });

/** Every address there is, by method: what is not here the library is never asked for. */
const steps: Readonly<Record<string, Step>> = {
  "GET /.well-known/oauth-authorization-server": readMetadata,
  "GET /.well-known/oauth-authorization-server/mcp": readMetadata,
  "GET /.well-known/openid-configuration": readMetadata,
  "GET /.well-known/openid-configuration/mcp": readMetadata,
  "GET /oauth/jwks": library,
  "GET /oauth/authorize": authorize,
  "POST /oauth/token": token,
  "POST /oauth/register": register,
  "POST /oauth/revoke": revoke,
  "GET /oauth/callback": takeCallback,
  "GET /oauth/apps": showApps,
  "POST /oauth/apps": changeApps,
};

/** Steps of one request, by the id the library gave it. */
const stepsOfOne: Readonly<
  Record<string, (context: StepContext, request: Request, one: { uid: string; address: string }) => Promise<Response>>
> = {
  "GET /oauth/consent": (context, request, { uid }) => showConsent(context, request, uid),
  "POST /oauth/consent": (context, request, { uid }) => takeConsent(context, request, uid),
  "GET /oauth/authorize": (context, request, { address }) => library(context, request, address),
};

const publicEndpoints = ["/oauth/token", "/oauth/register", "/oauth/revoke", "/oauth/jwks", "/.well-known/"];

/** The answer of the authorization server, or `undefined` for an address that is not its own. */
export async function route(context: StepContext, request: Request, address: string): Promise<Response | undefined> {
  const { pathname } = new URL(request.url);
  const { method } = request;
  if (method === "OPTIONS" && publicEndpoints.some((path) => pathname.startsWith(path))) return preflight();
  const step = steps[`${method} ${pathname}`];
  if (step) return step(context, request, address);
  const [, base, uid] = /^(\/oauth\/(?:consent|authorize))\/([\w-]{1,64})$/.exec(pathname) ?? [];
  const ofOne = stepsOfOne[`${method} ${base}`];
  return ofOne && uid ? ofOne(context, request, { uid, address }) : undefined;
}

/** Pages of any origin may call the endpoints where no cookie counts. */
const preflight = (): Response =>
  new Response(null, {
    status: 204,
    headers: {
      "access-control-allow-origin": "*",
      "access-control-allow-methods": "GET, POST",
      "access-control-allow-headers": "authorization, content-type, mcp-protocol-version",
      "access-control-max-age": "3600",
    },
  });
