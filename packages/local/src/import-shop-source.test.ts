import { describe, expect, it } from "vitest";
import { readSource } from "./import-shop-source.ts";

const read = (text: string) => readSource({ name: "file", text });
const places = (text: string) => read(text).records.map(({ where }) => where);

describe("readSource", () => {
  it("reads JSON Lines and skips empty lines", () => {
    expect(read('{"a":1}\n\n{"a":2}\r\n')).toEqual({
      records: [
        { where: "file:1", value: { a: 1 } },
        { where: "file:3", value: { a: 2 } },
      ],
      problems: [],
    });
  });

  it("tells on which line each element of an array begins", () => {
    expect(places('[\n {"a": "},{\\"\\n"},\n\n {"a": [1,\n {"b": {}}]}, {"a": 3}\n]')).toEqual([
      "file:2",
      "file:4",
      "file:5",
    ]);
    expect(places("[]")).toEqual([]);
    expect(places('\n[1, "two",\n null]')).toEqual(["file:2", "file:2", "file:3"]);
  });

  it("reads an object of lists and keeps the list's name", () => {
    expect(read('{"products": [\n{"a": 1},\n{"a": 2}],\n"orders": [], "reviews":\n[{"a": 3}]}').records).toEqual([
      { where: "file:2", list: "products", value: { a: 1 } },
      { where: "file:3", list: "products", value: { a: 2 } },
      { where: "file:5", list: "reviews", value: { a: 3 } },
    ]);
  });

  it("refuses an object of lists that holds something else", () => {
    expect(read('{"products": [], "produkte": []}').problems).toEqual([
      "file:1: produkte: only lists named products, customers, orders, reviews, returns belong here",
    ]);
  });

  it("reads a single record, written over several lines, with a byte order mark", () => {
    expect(read('\uFEFF\n{\n"a": 1\n}')).toEqual({ records: [{ where: "file:2", value: { a: 1 } }], problems: [] });
  });

  it("reads an empty file as no records", () => {
    expect(read(" \n")).toEqual({ records: [], problems: [] });
  });

  it("names every line of JSON Lines that is not JSON", () => {
    const { records, problems } = read('{"a":1}\n{"a":\n{"a":3}\nnope');
    expect(records.map(({ where }) => where)).toEqual(["file:1", "file:3"]);
    expect(problems.map((problem) => problem.split(": ")[0])).toEqual(["file:2", "file:4"]);
    expect(read('{"a":1}\n{b}').problems).toEqual(["file:2: not JSON: Expected property name or '}'"]);
  });

  it("names the line at which an array stops being JSON", () => {
    expect(read('[{"a": 1},\n{"b": 2}\n{"c": 3}]').problems[0]).toMatch(/^file:3: not JSON: /);
    expect(read('[{"a": 1},\n{"b": nope}]').problems[0]).toMatch(/^file:2: not JSON: /);
  });
});
