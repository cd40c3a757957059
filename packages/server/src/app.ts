import { reject } from "@shop/core";
import { type Context, Hono, type Next } from "hono";
import { answerLogin, answerLogout } from "./auth-routes.ts";
import type { AuthDeps } from "./authenticate.ts";
import type { Journal, ServerDeps } from "./backend.ts";
import type { ReadBody } from "./body.ts";
import { type CallContext, openContext, spentBy } from "./call-context.ts";
import { failure } from "./call-tool.ts";
import { type ResourcePath, resourceMetadata, resourcePaths } from "./challenge.ts";
import { endConnection, listConnections } from "./connection-routes.ts";
import { description, frontPage } from "./front-page.ts";
import { icon } from "./icon.ts";
import { completeHeaders } from "./json-answer.ts";
import { answerMcp, type McpDeps } from "./mcp/answer.ts";
import { createMemory } from "./mcp/memory.ts";
import { createSdksLazily } from "./mcp/sdks-lazily.ts";
import { checkOrigin } from "./origin-guard.ts";
import { createCallLimits } from "./overload/call-limits.ts";
import { enterFirst } from "./overload/enter-first.ts";
import { createEntrance, type Entrance } from "./overload/entrance.ts";
import { turnAway } from "./overload/turn-away.ts";
import { createPasswordGate } from "./password-gate.ts";
import { respond } from "./respond.ts";
import { answerTool } from "./rest-tools.ts";
import { routeName } from "./route-name.ts";
import { answerSignIn, isOpenToPages } from "./sign-in-routes.ts";
import { shopTools, staffTools, type ToolSet } from "./tool-set.ts";

/** What a door knows of a request besides the request itself. */
export interface Arrival extends ReadBody {
  /** The caller's address. */
  readonly address?: string;
  /** Whether the caller has hung up. */
  readonly isGone?: () => boolean;
  /** What the platform says about tracing, in the form of `X-Amzn-Trace-Id`. */
  readonly trace?: string | undefined;
}

/** The whole server as one function, from a web `Request` to a `Response`. Every door serves exactly this. */
export interface App {
  fetch(request: Request, arrival?: Arrival): Promise<Response>;
}

interface Env {
  Bindings: { readonly arrival: Arrival; readonly entered: ReturnType<Entrance> };
  Variables: { call: CallContext };
}
type Call = Context<Env>;

const readinessMs = 2000;
const postOnly = ["/mcp", "/mcp/staff", "/tools/:name", "/staff/tools/:name", "/auth/login", "/auth/logout"];

export function createApp(deps: ServerDeps): App {
  const { settings, journal } = deps;
  const limits = createCallLimits(settings.callsPerMinute);
  const auth = { ...deps, limits, gate: createPasswordGate(deps.backend, () => journal.count("login_failed")) };
  const reportError = (error: Error) => journal.reportFailure(error, { request_id: "", call: "mcp" });
  const endpoint = (among: ToolSet, path: ResourcePath): McpDeps => ({
    ...auth,
    among,
    path,
    askSdk: createSdksLazily(among, { version: settings.version, extension: deps.extension }, reportError),
    memory: createMemory(),
  });
  const [root, shop, staff] = [
    endpoint(shopTools, ""),
    endpoint(shopTools, "/mcp"),
    endpoint(staffTools, "/mcp/staff"),
  ];
  const app = new Hono<Env>();

  app.use(async (c, next) => {
    const call = open(deps, c);
    c.set("call", call);
    const entered = await c.env.entered;
    if (entered.ok) await serve(deps, c, next).finally(entered.value);
    else c.res = turnAway(deps, entered.rejection, c.req.raw);
    completeHeaders(c.res, call.requestId);
    close(deps, c);
  });

  describeService(app, deps);
  routeSignIn(app, auth);
  const rest = (among: ToolSet) => (c: Context<Env, "/:name">) =>
    answerTool(auth, c.var.call, { name: c.req.param("name"), among, ...sent(c) });
  app.post("/tools/:name", rest(shopTools));
  app.post("/staff/tools/:name", rest(staffTools));
  app.post("/mcp", (c) => answerMcp(shop, c.var.call, sent(c)));
  app.post("/", (c) => answerMcp(root, c.var.call, sent(c)));
  app.post("/mcp/staff", (c) => answerMcp(staff, c.var.call, sent(c)));

  refuseTheRest(app, deps);
  const enter = createEntrance(settings, limits);
  return countInFlight(
    enterFirst(deps, enter, (request, arrival, entered) => app.fetch(request, { arrival, entered })),
    journal,
  );
}

/** Everything that no route has answered, well or not. */
function refuseTheRest(app: Hono<Env>, deps: ServerDeps): void {
  const { settings } = deps;
  for (const path of postOnly) app.all(path, () => notAllowed("POST"));
  app.all("/", () => notAllowed("GET, POST"));
  app.notFound(() => respond(settings, reject("not_found", "There is nothing at this address")));
  app.onError((error, c) => respond(settings, failure(deps, c.var.call, { error, call: "request" })));

  const notAllowed = (allow: string): Response => {
    const response = respond(settings, reject("method_not_allowed", "This address does not take that method"));
    response.headers.set("allow", allow);
    return response;
  };
}

async function serve({ settings }: ServerDeps, c: Call, next: Next): Promise<void> {
  const origin = checkOrigin(settings, c.req.raw, isOpenToPages(c.req.path));
  if (origin.ok) await next();
  else c.res = respond(settings, origin);
}

/** The same app, which tells how many requests it has under way. */
function countInFlight({ fetch }: App, journal: Journal): App {
  let underWay = 0;
  return {
    async fetch(request, arrival) {
      journal.noteInFlight(++underWay);
      try {
        return await fetch(request, arrival);
      } finally {
        journal.noteInFlight(--underWay);
      }
    },
  };
}

const routeOf = ({ req }: Call): string => routeName(req.method, req.path);

const open = ({ settings, tracing }: ServerDeps, c: Call): CallContext =>
  openContext(c.req.raw, {
    deadlineMs: settings.requestDeadlineMs,
    address: c.env.arrival.address ?? "",
    platformTrace: c.env.arrival.trace,
    name: routeOf(c),
    // Whoever asks every few seconds whether we live would be most of all traces.
    tracing: /^\/(health|ready)$/.test(c.req.path) ? undefined : tracing,
  });

/** What there is to tell once a request has its answer. */
function close({ journal }: ServerDeps, c: Call): void {
  const { requestId, traceId, ms, db, units } = spentBy(c.var.call);
  const { status } = c.res;
  if (status === 429) journal.count("rate_limited");
  journal.detail({ requestId, traceId, route: routeOf(c), status, ms, db, units });
  c.var.call.trace.end({ "http.response.status_code": status, db, units }, status >= 500);
}

/** The routes where people sign in and out, and let apps act for them. */
function routeSignIn(app: Hono<Env>, auth: AuthDeps): void {
  app.post("/auth/login", (c) => answerLogin(auth, c.var.call, sent(c)));
  app.post("/auth/logout", (c) => answerLogout(auth, c.var.call, sent(c)));
  app.get("/auth/connections", (c) => listConnections(auth, c.var.call, c.req.raw));
  app.delete("/auth/connections/:id", (c) => endConnection(auth, c.var.call, c.req.raw));
  for (const path of ["/oauth/*", "/.well-known/*"])
    app.all(path, async (c) => (await answerSignIn(auth, c.var.call, c.req.raw)) ?? c.notFound());
}

const sent = (c: Call) => ({ request: c.req.raw, read: c.env.arrival });

/** The routes that tell what this server is and how it fares. */
function describeService(app: Hono<Env>, { backend, settings }: ServerDeps): void {
  app.get("/health", () =>
    Response.json({
      status: "healthy",
      service: "ecommerce-mcp-server",
      version: settings.version,
      timestamp: new Date().toISOString(),
    }),
  );
  app.get("/ready", async () => {
    const reasons = await backend.readiness(AbortSignal.timeout(readinessMs));
    if (reasons.length > 0) return Response.json({ status: "not_ready", reasons }, { status: 503 });
    const catalogueAsOf = new Date(Date.now() - (backend.catalogueAgeMs() ?? 0)).toISOString();
    return Response.json({ status: "ready", catalogue_as_of: catalogueAsOf });
  });
  for (const path of resourcePaths)
    app.get(`/.well-known/oauth-protected-resource${path}`, () =>
      Response.json(resourceMetadata(settings, path), { headers: { "access-control-allow-origin": "*" } }),
    );
  app.get(icon.path, icon.answer);
  app.get("/", (c) =>
    c.req.header("accept")?.includes("text/html")
      ? c.html(frontPage(settings), 200, { "content-security-policy": pagePolicy })
      : Response.json(description(settings)),
  );
}

const pagePolicy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'";
