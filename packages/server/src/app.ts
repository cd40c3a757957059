import { reject } from "@shop/core";
import { type Context, Hono } from "hono";
import { answerLogin, answerLogout } from "./auth-routes.ts";
import type { AuthDeps } from "./authenticate.ts";
import type { Journal, ServerDeps } from "./backend.ts";
import type { ReadBody } from "./body.ts";
import { failure } from "./call-tool.ts";
import { type ResourcePath, resourceMetadata, resourcePaths } from "./challenge.ts";
import { endConnection, listConnections } from "./connection-routes.ts";
import { createFrame, type Framed } from "./frame.ts";
import { description, frontPage } from "./front-page.ts";
import { icon } from "./icon.ts";
import { answerMcp, type McpDeps } from "./mcp/answer.ts";
import { createMemory } from "./mcp/memory.ts";
import { createSdksLazily } from "./mcp/sdks-lazily.ts";
import { createCallLimits } from "./overload/call-limits.ts";
import { enterFirst } from "./overload/enter-first.ts";
import { createEntrance } from "./overload/entrance.ts";
import { createPasswordGate } from "./password-gate.ts";
import { respond } from "./respond.ts";
import { answerTool } from "./rest-tools.ts";
import { answerSignIn } from "./sign-in-routes.ts";
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
  Bindings: Framed;
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

  describeService(app, deps);
  routeSignIn(app, auth);
  const rest = (among: ToolSet) => (c: Context<Env, "/:name">) =>
    answerTool(auth, c.env.call, { name: c.req.param("name"), among, ...sent(c) });
  app.post("/tools/:name", rest(shopTools));
  app.post("/staff/tools/:name", rest(staffTools));
  app.post("/mcp", (c) => answerMcp(shop, c.env.call, sent(c)));
  app.post("/", (c) => answerMcp(root, c.env.call, sent(c)));
  app.post("/mcp/staff", (c) => answerMcp(staff, c.env.call, sent(c)));

  refuseTheRest(app, deps);
  const enter = createEntrance(settings, limits);
  return countInFlight(
    enterFirst(
      deps,
      enter,
      createFrame(deps, (request, framed) => app.fetch(request, framed)),
    ),
    journal,
  );
}

/** Everything that no route has answered, well or not. Looked at last: a route that matches needs to be the only one. */
function refuseTheRest(app: Hono<Env>, deps: ServerDeps): void {
  const { settings } = deps;
  const known = new Hono<Env>();
  for (const path of postOnly) known.all(path, () => notAllowed("POST"));
  known.all("/", () => notAllowed("GET, POST"));
  known.notFound(() => respond(settings, reject("not_found", "There is nothing at this address")));
  app.notFound((c) => known.fetch(c.req.raw));
  app.onError((error, c) => respond(settings, failure(deps, c.env.call, { error, call: "request" })));

  const notAllowed = (allow: string): Response => {
    const response = respond(settings, reject("method_not_allowed", "This address does not take that method"));
    response.headers.set("allow", allow);
    return response;
  };
}

type Fetch = (request: Request, arrival: Arrival) => Response | Promise<Response>;

/** The same app, which tells how many requests it has under way. */
function countInFlight(serve: Fetch, journal: Journal): App {
  let underWay = 0;
  return {
    async fetch(request, arrival = {}) {
      journal.noteInFlight(++underWay);
      try {
        return await serve(request, arrival);
      } finally {
        journal.noteInFlight(--underWay);
      }
    },
  };
}

/** The routes where people sign in and out, and let apps act for them. */
function routeSignIn(app: Hono<Env>, auth: AuthDeps): void {
  app.post("/auth/login", (c) => answerLogin(auth, c.env.call, sent(c)));
  app.post("/auth/logout", (c) => answerLogout(auth, c.env.call, sent(c)));
  app.get("/auth/connections", (c) => listConnections(auth, c.env.call, c.req.raw));
  app.delete("/auth/connections/:id", (c) => endConnection(auth, c.env.call, c.req.raw));
  for (const path of ["/oauth/*", "/.well-known/*"])
    app.all(path, async (c) => (await answerSignIn(auth, c.env.call, c.req.raw)) ?? c.notFound());
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
