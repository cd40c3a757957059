import { isRequestXRaySampled } from "@aws-lambda-powertools/commons/utils/env";
import type middy from "@middy/core";

type Hooks = Pick<middy.MiddlewareObj, "before" | "after" | "onError">;

/** A middleware that traces invocations, and writes on the trace of the one that is running. */
export interface Tracing extends Hooks {
  putAnnotation(key: string, value: string): void;
}

/**
 * Traces the invocations that X-Ray has chosen, and loads the tracer with the first of them: it is as slow to load as
 * the rest of a search, and X-Ray throws away what it has not chosen.
 */
export function traceSampled(load: () => Promise<Tracing>): Required<Tracing> {
  let loading: Promise<Tracing> | undefined;
  /** The tracer while a chosen invocation runs: Lambda sends one at a time. */
  let running: Tracing | undefined;
  const close = (name: "after" | "onError") => async (request: middy.Request) => {
    const tracing = running;
    running = undefined;
    await tracing?.[name]?.(request);
  };
  return {
    async before(request) {
      if (!isRequestXRaySampled()) return;
      loading ??= load();
      running = await loading;
      await running.before?.(request);
    },
    after: close("after"),
    onError: close("onError"),
    putAnnotation: (key, value) => running?.putAnnotation(key, value),
  };
}
