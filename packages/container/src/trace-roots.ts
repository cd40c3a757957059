import { type Context, ROOT_CONTEXT, TraceFlags, trace } from "@opentelemetry/api";
import {
  type IdGenerator,
  RandomIdGenerator,
  type Sampler,
  SamplingDecision,
  TraceIdRatioBasedSampler,
} from "@opentelemetry/sdk-trace";
import type { TraceParent } from "@shop/server";

interface Root {
  readonly spanId: string;
  readonly parent: TraceParent | undefined;
}

/**
 * Decides which trace a request's span belongs to and whether that is recorded: as whoever sent the request decided,
 * else by chance, once for the whole trace.
 */
export function createRoots(sampleRate: number) {
  const random = new RandomIdGenerator();
  const byChance = new TraceIdRatioBasedSampler(sampleRate);
  let beginning: Root | undefined;

  const isRecorded = (traceId: string, decided: boolean | undefined): boolean =>
    decided ?? byChance.shouldSample(ROOT_CONTEXT, traceId).decision === SamplingDecision.RECORD_AND_SAMPLED;

  const ids: IdGenerator = {
    // A trace may have an id and no span yet: load balancers of AWS number requests and measure nothing.
    generateTraceId: () => beginning?.parent?.traceId ?? random.generateTraceId(),
    generateSpanId: () => beginning?.spanId ?? random.generateSpanId(),
  };

  const sampler: Sampler = {
    shouldSample(context: Context, traceId: string) {
      const above = trace.getSpanContext(context);
      const decided = above ? (above.traceFlags & TraceFlags.SAMPLED) !== 0 : beginning?.parent?.sampled;
      const recorded = isRecorded(traceId, decided);
      return { decision: recorded ? SamplingDecision.RECORD_AND_SAMPLED : SamplingDecision.NOT_RECORD };
    },
  };

  /** Begins one request's span: `start` must do so before it returns. */
  function begin<Started>(root: Root, start: (context: Context) => Started): Started {
    beginning = root;
    try {
      return start(contextOf(root.parent));
    } finally {
      beginning = undefined;
    }
  }

  function contextOf(parent: TraceParent | undefined): Context {
    if (!parent?.spanId) return ROOT_CONTEXT;
    const { traceId, spanId, sampled } = parent;
    const traceFlags = isRecorded(traceId, sampled) ? TraceFlags.SAMPLED : TraceFlags.NONE;
    return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags, isRemote: true });
  }

  return { ids, sampler, begin };
}
