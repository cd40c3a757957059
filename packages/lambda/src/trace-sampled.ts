import { isRequestXRaySampled } from "@aws-lambda-powertools/commons/utils/env";
import type middy from "@middy/core";

type Tracing = Pick<middy.MiddlewareObj, "before" | "after" | "onError">;

/**
 * Traces the invocations that X-Ray has chosen, and loads the tracer with the first of them: it is as slow to load as
 * the rest of a search, and X-Ray throws away what it has not chosen.
 */
export function traceSampled(load: () => Promise<Tracing>): Required<Tracing> {
  let tracing: Promise<Tracing> | undefined;
  const chosen = new WeakSet<object>();
  const pass = (name: keyof Tracing) => async (request: middy.Request) => {
    if (chosen.has(request)) await (await tracing)?.[name]?.(request);
  };
  return {
    async before(request) {
      if (!isRequestXRaySampled()) return;
      tracing ??= load();
      await tracing;
      chosen.add(request);
      await pass("before")(request);
    },
    after: pass("after"),
    onError: pass("onError"),
  };
}
