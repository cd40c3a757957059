import type { CallLine } from "@shop/server";
import type { Tracing } from "./trace-sampled.ts";

/** A journal that also writes on the invocation's trace which tool was called, and how that ended. */
export const annotating = <Journal extends { record(line: CallLine): void }>(
  journal: Journal,
  tracing: Pick<Tracing, "putAnnotation">,
): Journal => ({
  ...journal,
  record(line) {
    journal.record(line);
    if (line.tool === undefined) return;
    tracing.putAnnotation("tool", line.tool);
    tracing.putAnnotation("code", line.code);
  },
});
