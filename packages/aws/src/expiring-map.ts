/** A map that forgets entries after a while, and the oldest ones when it is full. */
export class ExpiringMap<Value> {
  readonly #entries = new Map<string, { readonly value: Value; readonly until: number }>();
  readonly #options: { readonly ttlMs: number; readonly max: number; readonly now: () => number };

  constructor(options: { readonly ttlMs: number; readonly max: number; readonly now: () => number }) {
    this.#options = options;
  }

  get(key: string): Value | undefined {
    const entry = this.#entries.get(key);
    if (!entry) return undefined;
    if (entry.until > this.#options.now()) return entry.value;
    this.#entries.delete(key);
    return undefined;
  }

  set(key: string, value: Value): void {
    const { ttlMs, max, now } = this.#options;
    this.#entries.delete(key);
    this.#entries.set(key, { value, until: now() + ttlMs });
    const [oldest] = this.#entries.keys();
    if (this.#entries.size > max && oldest !== undefined) this.#entries.delete(oldest);
  }

  delete(key: string): void {
    this.#entries.delete(key);
  }
}
