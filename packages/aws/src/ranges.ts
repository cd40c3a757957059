/** How the rest of something is read whose first range has arrived. */
interface Rest {
  /** Of all of it. */
  readonly bytes: number;
  readonly rangeBytes: number;
  /** So many ranges are read at once; each is held until its turn comes. */
  readonly most: number;
  read(from: number): Promise<Uint8Array | undefined>;
  /** Called when nothing more is wanted, whatever the reason. */
  end(): void;
}

/** The first range as it arrives, then all others in their order, several of them on their way at a time. */
export async function* joinRanges(first: AsyncIterable<Uint8Array>, rest: Rest): AsyncGenerator<Uint8Array> {
  const { bytes, rangeBytes, most, read, end } = rest;
  const coming: Promise<Uint8Array | undefined>[] = [];
  let next = rangeBytes;
  const ask = () => {
    for (; coming.length < most && next < bytes; next += rangeBytes) {
      const range = read(next);
      // Whoever does not get to its turn does not hear of it.
      range.catch(() => undefined);
      coming.push(range);
    }
  };
  try {
    ask();
    yield* first;
    for (let range = coming.shift(); range; range = coming.shift()) {
      ask();
      const arrived = await range;
      if (arrived) yield arrived;
    }
  } finally {
    end();
  }
}

/** Bytes of the whole of which this is a range (`Content-Range: bytes 0-99/1234`, RFC 9110, 14.4). */
export function sizeOf({ ContentRange = "", ContentLength = 0 }: Range): number {
  const [, whole] = /\/(\d+)$/.exec(ContentRange) ?? [];
  return whole === undefined ? ContentLength : Number(whole);
}

interface Range {
  readonly ContentRange?: string | undefined;
  readonly ContentLength?: number | undefined;
}
