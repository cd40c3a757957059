import { CallLogger } from "./call-logger.ts";
import type { TelemetryConfig } from "./config-telemetry.ts";
import { gatherByTurns } from "./gather.ts";
import { createJournal } from "./journal.ts";
import { createLogger } from "./logger.ts";
import { Metrics } from "./metrics/metrics.ts";

interface Options {
  readonly version: string;
  readonly catalogueAgeMs: () => number | undefined;
  /** Where metrics go: standard output, when absent. */
  readonly write?: (line: string) => void;
  /** Gathers the lines of calls for a moment and writes them at once. */
  readonly gather?: boolean;
}

const toStdout = (line: string): void => void process.stdout.write(`${line}\n`);

/** All that a process tells about itself: its log, its metrics where they are wanted, and the journal that feeds both. */
export function createTelemetry(config: TelemetryConfig, options: Options) {
  const { version, catalogueAgeMs, write = toStdout, gather = false } = options;
  const { logLevel, logSampleRate, stage } = config;
  const gathered = gather ? gatherByTurns(process.stdout) : undefined;
  const told = { logLevel, stage, version };
  const logger = gathered ? new CallLogger(told, gathered.write) : createLogger(told);
  const sampleRate = logLevel === "SILENT" ? 0 : logSampleRate;
  // Where nobody hears of them, details cost nothing.
  const details = sampleRate > 0 || logLevel === "DEBUG" ? createLogger({ ...told, sampleRate }) : undefined;
  const onError = (error: unknown) => journal.reportFailure(error, { call: "metrics" });
  const metrics = config.metrics ? new Metrics({ stage, write, catalogueAgeMs, onError }) : undefined;
  const journal = createJournal({ logger, details, metrics });
  /** Writes the lines that are still gathered: before the process ends. */
  const flushLines = (): void => gathered?.flush();
  return { logger, journal, metrics, flushLines };
}
