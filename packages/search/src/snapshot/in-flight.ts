/** As many as Node has threads for such work, unless it is told otherwise. */
const most = 4;

/** Work under way side by side, not too much of it at once. */
export class InFlight {
  readonly #working = new Set<Promise<unknown>>();
  readonly #failed: unknown[] = [];

  /** Takes more work. Waits until there is room; rejects when something has failed. */
  async add(work: Promise<unknown>): Promise<void> {
    const watched: Promise<unknown> = work.finally(() => this.#working.delete(watched));
    this.#working.add(watched);
    watched.catch((error: unknown) => this.#failed.push(error));
    if (this.#working.size >= most) await Promise.race(this.#working).catch(() => undefined);
    this.#throwFailed();
  }

  /** Waits for all of it, whatever comes of it. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#working);
  }

  /** Waits for all of it. Rejects when something has failed. */
  async done(): Promise<void> {
    await this.settled();
    this.#throwFailed();
  }

  #throwFailed(): void {
    if (this.#failed.length > 0) throw this.#failed[0];
  }
}
