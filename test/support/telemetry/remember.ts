import { type Config, createTelemetry } from "@shop/aws";
import type { CallLine } from "@shop/server";
import { readMetrics } from "./emf-reader.ts";

/** The telemetry of a server, which prints nothing and remembers everything. */
export function rememberAll(config: Config, catalogueAgeMs: () => number | undefined) {
  const lines: CallLine[] = [];
  const events: string[] = [];
  const failures: unknown[] = [];
  const written: string[] = [];
  const { journal: log, metrics } = createTelemetry(
    { ...config, logLevel: "SILENT", metrics: true },
    { version: "1.0.0", catalogueAgeMs, write: (line) => written.push(line) },
  );
  const journal = {
    ...log,
    record(line: CallLine) {
      lines.push(line);
      log.record(line);
    },
    reportFailure: (error: unknown) => failures.push(error),
    reportEvent: (event: string) => events.push(event),
  };
  const measured = () => {
    metrics?.flush();
    return readMetrics(written.splice(0));
  };
  return { journal, metrics, lines, events, failures, measured };
}
