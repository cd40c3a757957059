import { Writable } from "node:stream";
import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, it } from "vitest";
import { gatherByTurns } from "./gather.ts";

/** A stream and, for each time it really wrote, the lines that were in it. */
function openStream() {
  const written: string[][] = [];
  const stream = new Writable({
    decodeStrings: false,
    write(line, _, done) {
      written.push([line]);
      done();
    },
    writev(chunks, done) {
      written.push(chunks.map(({ chunk }) => chunk));
      done();
    },
  });
  const { hold, flush } = gatherByTurns(stream);
  const record = (line: string) => {
    hold();
    stream.write(line);
  };
  return { record, flush, written };
}

it("writes the lines of a turn at once, in order, and those of the next turn apart", async () => {
  const { record, written } = openStream();
  for (const line of ["1", "2", "3"]) record(line);
  expect(written).toEqual([]);
  await nextTurn();
  record("4");
  await nextTurn();
  await nextTurn();
  expect(written).toEqual([["1", "2", "3"], ["4"]]);
});

it("loses nothing when the process ends within the turn, and writes nothing twice", async () => {
  const { record, flush, written } = openStream();
  record("1");
  flush();
  expect(written).toEqual([["1"]]);
  flush();
  await nextTurn();
  expect(written).toEqual([["1"]]);
});
