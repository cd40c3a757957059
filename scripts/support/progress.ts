import { Presets, SingleBar } from "cli-progress";

/** Tells how far a job has come. */
export interface Progress {
  update(done: number, total: number): void;
  stop(): void;
}

/** A bar on a terminal; elsewhere a plain line for each tenth of the way. */
export const showProgress = (label: string): Progress => (process.stderr.isTTY ? bar(label) : lines(label));

function bar(label: string): Progress {
  const format = `${label} {bar} {percentage}% | {value}/{total} | {eta_formatted} left`;
  const shown = new SingleBar({ format, hideCursor: true }, Presets.shades_classic);
  let started = false;
  return {
    update(done, total) {
      if (started) shown.update(done);
      else shown.start(total, done);
      started = true;
    },
    stop() {
      if (started) shown.stop();
    },
  };
}

function lines(label: string): Progress {
  let tenths = 0;
  return {
    update(done, total) {
      const now = Math.floor((done * 10) / total);
      if (now > tenths) console.error(`${label} ${done} of ${total}`);
      tenths = Math.max(tenths, now);
    },
    stop: () => undefined,
  };
}
