import { LogFormatter, Logger, LogItem } from "@aws-lambda-powertools/logger";
import type { LogAttributes, UnformattedAttributes } from "@aws-lambda-powertools/logger/types";
import type { Config } from "./config.ts";

export const serviceName = "ecommerce-mcp-server";

/** Only what a reader of one line needs: what never changes is in the name of the log group. */
class LineFormatter extends LogFormatter {
  override formatAttributes(attributes: UnformattedAttributes, more: LogAttributes): LogItem {
    const { timestamp, logLevel, message, serviceName, lambdaContext } = attributes;
    const line = { time: this.formatTimestamp(timestamp), level: logLevel, service: serviceName, message };
    const lambda = lambdaContext && {
      lambda_request_id: lambdaContext.awsRequestId,
      ...(lambdaContext.coldStart && { cold_start: true }),
    };
    return new LogItem({ attributes: { ...line, ...lambda } }).addAttributes(more);
  }
}

/**
 * The one logger of a process. What belongs to a call is given with its line: `appendKeys` on a logger that concurrent
 * requests share mixes their ids up.
 */
export const createLogger = ({ logLevel, stage }: Pick<Config, "logLevel" | "stage">): Logger =>
  new Logger({
    serviceName,
    logLevel,
    logFormatter: new LineFormatter(),
    persistentKeys: { stage },
  });

/** Writes a line for each call, through `record` where given, and the failures that callers hear nothing of. */
export const createJournal = (logger: Logger, record = (line: object): void => logger.info("call", { ...line })) => ({
  record,

  /** Something about security that somebody may want an alarm for: a stolen token tried, a limit reached. */
  reportEvent(event: string): void {
    logger.warn("security", { event });
  },

  reportFailure(error: unknown, about: object): void {
    logger.error("failure", { ...about, error: error instanceof Error ? error : new Error(String(error)) });
  },
});
