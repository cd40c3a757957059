import { Writable } from "node:stream";
import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, it } from "vitest";
import { gatherByTurns } from "./gather.ts";

/** What a stream was really given, piece by piece. */
function openStream() {
  const written: string[] = [];
  const stream = new Writable({
    decodeStrings: false,
    write(text, _, done) {
      written.push(text);
      done();
    },
  });
  return { ...gatherByTurns(stream), stream, written };
}

it("writes the lines of a turn at once, in order, and those of the next turn apart", async () => {
  const { write, written } = openStream();
  for (const line of ["1", "2", "3"]) write(line);
  expect(written).toEqual([]);
  await nextTurn();
  write("4");
  await nextTurn();
  await nextTurn();
  expect(written).toEqual(["1\n2\n3\n", "4\n"]);
});

it("loses nothing when the process ends within the turn, and writes nothing twice", async () => {
  const { write, flush, written } = openStream();
  write("1");
  flush();
  expect(written).toEqual(["1\n"]);
  flush();
  await nextTurn();
  expect(written).toEqual(["1\n"]);
});

it("goes on when nobody reads the lines any more", async () => {
  const { write, flush, stream } = openStream();
  stream.destroy(new Error("EPIPE"));
  await nextTurn();
  write("1");
  expect(flush).not.toThrow();
  await nextTurn();
});
