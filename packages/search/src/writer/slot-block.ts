import { IdList } from "./id-list.ts";
import { bytesPerSlot, type SlotArrays, slotArrays } from "./slot-arrays.ts";

/** So many slots are saved in one piece. */
export const blockSlots = 8192;

const magic = 0x5107_b10c;
const headBytes = 16;
const arraysBytes = blockSlots * bytesPerSlot;
const idsAt = headBytes + arraysBytes;

/** The columns and ids of some neighbouring slots, as they are saved. */
export class SlotBlock {
  readonly arrays: SlotArrays;
  readonly ids: IdList;

  private constructor(arrays: SlotArrays, ids: IdList) {
    this.arrays = arrays;
    this.ids = ids;
  }

  static empty(): SlotBlock {
    return new SlotBlock(slotArrays(blockSlots), new IdList());
  }

  /** What was saved; `undefined` when it is not such a block, or from a machine with another order of bytes. */
  static read(saved: Uint8Array): SlotBlock | undefined {
    const bytes = aligned(saved);
    if (bytes.length < idsAt) return undefined;
    const [found, count = 0, idBytes = 0] = new Uint32Array(bytes.buffer, 0, 3);
    const idStart = idsAt + 4 * count;
    if (found !== magic || count > blockSlots || bytes.length !== idStart + idBytes) return undefined;
    const ids = new IdList();
    ids.addAll(0, { ends: new Uint32Array(bytes.buffer, idsAt, count), bytes: bytes.subarray(idStart) });
    return new SlotBlock(slotArrays(blockSlots, bytes.buffer, headBytes), ids);
  }

  write(): Uint8Array {
    const { ends, bytes } = this.ids.contents;
    const out = new Uint8Array(idsAt + 4 * ends.length + bytes.length);
    new Uint32Array(out.buffer, 0, 3).set([magic, ends.length, bytes.length]);
    const arrays = slotArrays(blockSlots, out.buffer, headBytes);
    for (const name of Object.keys(arrays) as (keyof SlotArrays)[]) arrays[name].set(this.arrays[name]);
    new Uint32Array(out.buffer, idsAt, ends.length).set(ends);
    out.set(bytes, idsAt + 4 * ends.length);
    return out;
  }
}

/** The bytes at the beginning of a buffer of their own: numbers can only be looked at in place there. */
const aligned = (bytes: Uint8Array): Uint8Array<ArrayBuffer> =>
  bytes.byteOffset === 0 && bytes.buffer instanceof ArrayBuffer
    ? (bytes as Uint8Array<ArrayBuffer>)
    : Uint8Array.from(bytes);
