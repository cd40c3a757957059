import { getPath } from "hono/utils/url";
import type { Arrival } from "./app.ts";
import type { ServerDeps } from "./backend.ts";
import { type CallContext, openContext, spentBy } from "./call-context.ts";
import { failure } from "./call-tool.ts";
import { completeHeaders } from "./json-answer.ts";
import { checkOrigin } from "./origin-guard.ts";
import type { Entrance } from "./overload/entrance.ts";
import { turnAway } from "./overload/turn-away.ts";
import { respond } from "./respond.ts";
import { routeName } from "./route-name.ts";
import { isOpenToPages } from "./sign-in-routes.ts";

/** What a route knows of a request besides the request itself. */
export interface Framed {
  readonly arrival: Arrival;
  readonly call: CallContext;
}

type Answer = Response | Promise<Response>;
type Serve = (request: Request, framed: Framed) => Answer;

/** What is done for every request, whatever it asks: around the routes, not one of them, so that these stay plain. */
export const createFrame =
  (deps: ServerDeps, serve: Serve) =>
  async (request: Request, arrival: Arrival, entering: ReturnType<Entrance>): Promise<Response> => {
    const path = getPath(request);
    const call = open(deps, request, { arrival, path });
    const asked = { request, path, call };
    const entered = await entering;
    try {
      const response = entered.ok
        ? await serveInside(deps, asked, () => serve(request, { arrival, call }))
        : turnAway(deps, entered.rejection, request);
      completeHeaders(response, call.requestId);
      close(deps, asked, response.status);
      return response;
    } finally {
      if (entered.ok) entered.value();
    }
  };

interface Asked {
  readonly request: Request;
  readonly path: string;
  readonly call: CallContext;
}

/** What routes throw is the router's to catch (`onError`); here it is only what comes before them. */
function serveInside(deps: ServerDeps, { request, path, call }: Asked, serve: () => Answer): Answer {
  try {
    const origin = checkOrigin(deps.settings, request, isOpenToPages(path));
    return origin.ok ? serve() : respond(deps.settings, origin);
  } catch (error) {
    return respond(deps.settings, failure(deps, call, { error, call: "request" }));
  }
}

function open(
  { settings, tracing }: ServerDeps,
  request: Request,
  { arrival, path }: { readonly arrival: Arrival; readonly path: string },
): CallContext {
  // Whoever asks every few seconds whether we live would be most of all traces.
  const traced = path === "/health" || path === "/ready" ? undefined : tracing;
  return openContext(request, {
    deadlineMs: settings.requestDeadlineMs,
    address: arrival.address ?? "",
    platformTrace: arrival.trace,
    name: traced ? routeName(request.method, path) : "",
    tracing: traced,
  });
}

/** What there is to tell once a request has its answer. */
function close({ journal }: ServerDeps, { request, path, call }: Asked, status: number): void {
  if (status === 429) journal.count("rate_limited");
  const { requests: db, units } = call.budget.meter;
  if (journal.detail) {
    const { requestId, traceId, ms } = spentBy(call);
    journal.detail({ requestId, traceId, route: routeName(request.method, path), status, ms, db, units });
  }
  call.trace.end({ "http.response.status_code": status, db, units }, status >= 500);
}
