/** Bytes that arrive in pieces, taken in other ones. */
export class Inlet {
  readonly #pieces: AsyncIterator<Uint8Array>;
  #held: Uint8Array[] = [];

  constructor(content: AsyncIterable<Uint8Array>) {
    this.#pieces = content[Symbol.asyncIterator]();
  }

  /** So many bytes; fewer at the end. */
  async take(bytes: number): Promise<Buffer> {
    let length = this.#held.reduce((sum, piece) => sum + piece.length, 0);
    while (length < bytes) {
      const { done, value } = await this.#pieces.next();
      if (done) break;
      this.#held.push(value);
      length += value.length;
    }
    const all = Buffer.concat(this.#held);
    this.#held = [all.subarray(bytes)];
    return all.subarray(0, bytes);
  }

  /** Nothing more is wanted. */
  async close(): Promise<void> {
    await this.#pieces.return?.();
  }
}
