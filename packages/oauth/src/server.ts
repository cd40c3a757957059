import { createBrowsers } from "./browser.ts";
import { type OAuthDeps, type StepContext, secondsOf } from "./context.ts";
import { createGuardedFetch } from "./guarded-fetch.ts";
import { signingFirst } from "./keys.ts";
import { createProvider } from "./provider.ts";
import { route } from "./routes.ts";

/** How long the signing keys are used without being asked for again. */
const keysMs = 300_000;

export type Answer = (request: Request, address: string) => Promise<Response | undefined>;

/** The authorization server itself. Imported only when somebody asks for it: the library is slow to load. */
export function createServer(given: OAuthDeps): Answer {
  const deps = { ...given, fetchDocument: given.fetchDocument ?? createGuardedFetch() };
  const browsers = createBrowsers(deps.ports, deps.settings.issuer.startsWith("https:"));
  const current = currentProvider(deps, browsers);
  return async (request, address) => {
    const context: StepContext = { ...deps, browsers, provider: await current() };
    return route(context, request, address);
  };
}

function currentProvider(deps: OAuthDeps, browsers: StepContext["browsers"]) {
  const { ports, now } = deps;
  let provider: StepContext["provider"] | undefined;
  let builtOf = "";
  let loaded: Awaited<ReturnType<typeof ports.loadSigningKeys>> = [];
  let loadedAt = Number.NEGATIVE_INFINITY;

  return async () => {
    if (now() - loadedAt > keysMs) {
      loaded = await ports.loadSigningKeys();
      loadedAt = now();
    }
    const keys = signingFirst(loaded, secondsOf(now));
    const kids = keys.map(({ kid }) => kid).join();
    if (!provider || kids !== builtOf) {
      const [successorKey] = await ports.deriveKeys("refresh-token");
      provider = createProvider(deps, { keys, browsers, successorKey, cookieKeys: await ports.deriveKeys("cookies") });
      builtOf = kids;
    }
    return provider;
  };
}
