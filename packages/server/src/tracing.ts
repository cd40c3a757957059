import type { TraceParent } from "./trace-context.ts";

type Facts = Readonly<Record<string, string | number | boolean | undefined>>;

/** Something that takes time and is measured. */
export interface Span {
  readonly traceId: string;
  /** Begins a part of it. */
  begin(name: string): Span;
  /** Begins a request to another program, named after what is asked. Call the answer when it has come. */
  ask(operation: string): () => void;
  end(facts: Facts, failed: boolean): void;
}

/** Sends spans to whoever collects them. Never throws, and keeps nobody waiting. */
export interface Tracing {
  /** Begins the span of one request; `startedAt` is on the clock of `performance.now()`. */
  begin(name: string, of: { requestId: string; parent: TraceParent | undefined; startedAt: number }): Span;
}

/** The trace of one request: where it continues, and its span once that has begun. */
export interface RequestTrace {
  readonly traceId: string | undefined;
  /** Continues a trace that the body names, where no header has named one and nothing is measured yet. */
  adopt(parent: TraceParent | undefined): void;
  /** Begins a part of the request; `undefined` where nothing is measured. */
  begin(name: string): Span | undefined;
  end(facts: Facts, failed: boolean): void;
}

interface Given {
  readonly name: string;
  readonly requestId: string;
  readonly parent: TraceParent | undefined;
  readonly startedAt: number;
}

/** The request's span begins when its first part does: by then everybody has said which trace it belongs to. */
export function traceRequest(tracing: Tracing | undefined, { name, ...given }: Given): RequestTrace {
  let { parent } = given;
  let span: Span | undefined;
  const own = (): Span | undefined => {
    span ??= tracing?.begin(name, { ...given, parent });
    return span;
  };
  return {
    get traceId() {
      return span?.traceId ?? parent?.traceId;
    },
    adopt(told) {
      if (!span) parent ??= told;
    },
    begin: (part) => own()?.begin(part),
    end: (facts, failed) => own()?.end(facts, failed),
  };
}
