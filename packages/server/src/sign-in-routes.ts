import type { ServerDeps } from "./backend.ts";
import { type CallContext, spentBy } from "./call-context.ts";

/** Addresses of the authorization server that pages of any origin may call: no cookie counts there. */
export const isOpenToPages = (pathname: string): boolean =>
  pathname.startsWith("/.well-known/") || /^\/oauth\/(token|register|revoke|jwks)$/.test(pathname);

/** The answer of the authorization server, where there is one and the address is its own; and its line in the log. */
export async function answerSignIn(
  { authorizationServer, journal }: ServerDeps,
  context: CallContext,
  request: Request,
): Promise<Response | undefined> {
  const response = await authorizationServer?.(request, context.address);
  if (!response) return undefined;
  journal.record({
    ...spentBy(context),
    step: nameOf(new URL(request.url).pathname),
    code: response.status < 400 ? "ok" : "refused",
    status: response.status,
  });
  return response;
}

/** The step, without the id that some addresses end in: it is as good as a secret. */
const nameOf = (pathname: string): string => {
  const [, step] = /^\/oauth\/([a-z]+)/.exec(pathname) ?? [];
  return step ? `oauth.${step}` : "oauth.metadata";
};
