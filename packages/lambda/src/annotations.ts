import type { Tracer } from "@aws-lambda-powertools/tracer";
import type { CallLine } from "@shop/server";

/** A journal that also writes on the invocation's trace which tool was called, and how that ended. */
export const annotating = <Journal extends { record(line: CallLine): void }>(
  journal: Journal,
  tracer: Pick<Tracer, "putAnnotation">,
): Journal => ({
  ...journal,
  record(line) {
    journal.record(line);
    if (line.tool === undefined) return;
    tracer.putAnnotation("tool", line.tool);
    tracer.putAnnotation("code", line.code);
  },
});
