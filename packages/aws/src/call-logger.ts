import { Logger } from "@aws-lambda-powertools/logger";
import type { LogAttributes, LogItemExtraInput, LogItemMessage } from "@aws-lambda-powertools/logger/types";
import { callMessage, LineFormatter, type LoggerOptions, optionsOf, service } from "./logger.ts";

/**
 * The logger of a server of its own. It writes the line of a call as it would anyway, without asking for each what only a
 * Lambda's environment or an error could bring into it: that would cost more than the search whose line it is.
 */
export class CallLogger extends Logger {
  readonly #frame: { readonly stage: string; readonly version: string };
  readonly #formatter: LineFormatter;
  readonly #write: (line: string) => void;
  #now = 0;
  #time = "";

  constructor(options: LoggerOptions, write: (line: string) => void) {
    super(optionsOf(options));
    this.#frame = options;
    this.#formatter = new LineFormatter(options.version);
    this.#write = write;
  }

  protected override processLogItem(level: number, message: LogItemMessage, more: LogItemExtraInput): void {
    const [line] = more;
    if (message !== callMessage || typeof line !== "object") super.processLogItem(level, message, more);
    else if (this.level <= level) this.#writeCall(line as LogAttributes);
  }

  #writeCall(line: LogAttributes): void {
    const { stage, version } = this.#frame;
    // Of many lines in one millisecond the first one spells it.
    if (this.#now !== Date.now()) {
      this.#now = Date.now();
      this.#time = this.#formatter.formatTimestamp(new Date(this.#now));
    }
    this.#write(JSON.stringify({ time: this.#time, level: "INFO", svc: service, stage, v: version, ...line }));
  }
}
