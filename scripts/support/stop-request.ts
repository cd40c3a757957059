/** The end of a program, asked for from outside or forced by a failure. */
export interface StopRequest {
  /** Settles once: with nothing when somebody asked, with one line when something failed. */
  readonly made: Promise<string | undefined>;
  isMade(): boolean;
  fail(line: string): void;
}

const echoMs = 1500;

/**
 * Listens for Ctrl-C, SIGTERM, a closed terminal and the end of the process that started this one. A second Ctrl-C, which
 * is not the first one's echo through npm, ends the program at once.
 */
export function onStopRequest(): StopRequest {
  let askedAt: number | undefined;
  const { promise: made, resolve } = Promise.withResolvers<string | undefined>();
  const settle = (line: string | undefined) => {
    askedAt ??= Date.now();
    resolve(line);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.on(signal, () => {
      if (askedAt !== undefined && Date.now() - askedAt > echoMs) process.exit(130);
      settle(undefined);
    });
  if (process.channel) {
    process.on("disconnect", () => settle(undefined));
    process.channel.unref();
  }
  // Nobody reads any more: say nothing, and stop.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => settle(undefined));
  return { made, isMade: () => askedAt !== undefined, fail: settle };
}
