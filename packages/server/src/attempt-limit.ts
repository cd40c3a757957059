interface Options {
  /** Failed attempts allowed in a window. */
  readonly max: number;
  readonly windowMs: number;
  readonly now: () => number;
}

const maxKeys = 10_000;

/** Counts failed attempts by key (an account, an address) and says how long to wait once there were too many. */
export class AttemptLimit {
  readonly #windows = new Map<string, { count: number; readonly until: number }>();
  readonly #options: Options;

  constructor(options: Options) {
    this.#options = options;
  }

  /** Seconds until the key may try again; 0 when it may now. */
  waitSeconds(key: string): number {
    const window = this.#windows.get(key);
    const { max, now } = this.#options;
    if (!window || window.until <= now() || window.count < max) return 0;
    return Math.ceil((window.until - now()) / 1000);
  }

  recordFailure(key: string): void {
    const { windowMs, now } = this.#options;
    const window = this.#windows.get(key);
    if (window && window.until > now()) window.count += 1;
    else this.#windows.set(key, { count: 1, until: now() + windowMs });
    const [oldest] = this.#windows.keys();
    if (this.#windows.size > maxKeys && oldest !== undefined) this.#windows.delete(oldest);
  }

  clear(key: string): void {
    this.#windows.delete(key);
  }
}
