import { LogFormatter, Logger, LogItem } from "@aws-lambda-powertools/logger";
import type { ConstructorOptions, LogAttributes, UnformattedAttributes } from "@aws-lambda-powertools/logger/types";
import type { Config } from "./config.ts";

/** In each line, so as short as it may be. */
export const service = "shop";

/** The line of a call says what it is by naming a tool or a step: no word for it is needed. */
export const callMessage = "call";

/** Only what a reader of one line needs, under short names: these lines are the greater part of what logging costs. */
export class LineFormatter extends LogFormatter {
  readonly #version: string;

  constructor(version: string) {
    super();
    this.#version = version;
  }

  override formatAttributes(attributes: UnformattedAttributes, { stage, ...more }: LogAttributes): LogItem {
    const { timestamp, logLevel, message, serviceName, lambdaContext } = attributes;
    const isCall = message === callMessage;
    return new LogItem({
      attributes: {
        time: this.formatTimestamp(timestamp),
        level: logLevel,
        svc: serviceName,
        stage,
        v: this.#version,
        ...(!isCall && { message }),
        ...more,
        // A call's trace leads to its invocation as well.
        ...(lambdaContext && !isCall && { lambda_request_id: lambdaContext.awsRequestId }),
        ...(lambdaContext?.coldStart && { cold: true }),
      },
    });
  }
}

export interface LoggerOptions extends Pick<Config, "logLevel" | "stage"> {
  readonly version: string;
  /** Share of requests that are told in detail; 0 when absent. */
  readonly sampleRate?: number;
}

/** What every logger of ours is made with. */
export const optionsOf = ({ logLevel, stage, version, sampleRate = 0 }: LoggerOptions): ConstructorOptions => ({
  serviceName: service,
  logLevel,
  sampleRateValue: sampleRate,
  logFormatter: new LineFormatter(version),
  persistentKeys: { stage },
});

/**
 * The one logger of a process. What belongs to a call is given with its line: `appendKeys` on a logger that concurrent
 * requests share mixes their ids up.
 */
export const createLogger = (options: LoggerOptions): Logger => new Logger(optionsOf(options));
