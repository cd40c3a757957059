/** Where a request stands in a trace that another program has begun. */
export interface TraceParent {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** 16 hexadecimal digits; absent where nobody before us has measured anything. */
  readonly spanId: string | undefined;
  /** Whether the trace is recorded; absent where that has not been decided yet. */
  readonly sampled: boolean | undefined;
}

const w3c = /^(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
const recorded = 0b1;

/** Source: W3C Trace Context, "traceparent Header". Whatever breaks a rule of it is as good as absent. */
export function parseTraceparent(text: unknown): TraceParent | undefined {
  const [, version, traceId, spanId, flags = "", more] = (typeof text === "string" && w3c.exec(text)) || [];
  if (!traceId || (version === "00" && more !== undefined)) return undefined;
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & recorded) === recorded };
}

const amazon = /(?:^|;) *Root=1-([0-9a-f]{8})-([0-9a-f]{24})(?:;|$)/i;

/** Source: AWS X-Ray developer guide, "Tracing header". */
export function parseAmazonTrace(text: string | null | undefined): TraceParent | undefined {
  if (!text) return undefined;
  const [, epoch, random] = amazon.exec(text) ?? [];
  if (!(epoch && random)) return undefined;
  const [, parent] = /(?:^|;) *Parent=(?!0{16})([0-9a-f]{16})(?:;|$)/i.exec(text) ?? [];
  const [, sampled] = /(?:^|;) *Sampled=([01])(?:;|$)/.exec(text) ?? [];
  return {
    traceId: `${epoch}${random}`.toLowerCase(),
    spanId: parent?.toLowerCase(),
    sampled: sampled === undefined ? undefined : sampled === "1",
  };
}

/** What the headers say, then what the platform has told the door. */
export const traceParentOf = (headers: Headers, platformTrace: string | undefined): TraceParent | undefined =>
  parseTraceparent(headers.get("traceparent")) ??
  parseAmazonTrace(headers.get("x-amzn-trace-id")) ??
  parseAmazonTrace(platformTrace);
