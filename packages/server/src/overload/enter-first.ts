import { getPath } from "hono/utils/url";
import type { Arrival } from "../app.ts";
import type { ServerDeps } from "../backend.ts";
import type { Entrance } from "./entrance.ts";
import { turnAway } from "./turn-away.ts";

type Serve = (request: Request, arrival: Arrival, entered: ReturnType<Entrance>) => Response | Promise<Response>;

/** An app behind an entrance: of a request that is turned away at once nothing is looked at any further. */
export const enterFirst =
  (deps: ServerDeps, enter: Entrance, serve: Serve) =>
  (request: Request, arrival: Arrival): Response | Promise<Response> => {
    const { address = "", isGone } = arrival;
    const hasCredential = request.headers.has("authorization");
    const entered = enter({ address, path: getPath(request), hasCredential, isGone });
    if (entered instanceof Promise || entered.ok) return serve(request, arrival, entered);
    return turnAway(deps, entered.rejection, request);
  };
