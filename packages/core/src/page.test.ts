import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { cursorScope, readCursor, withinBudget } from "./page.ts";
import { accepted, openSeal, refused } from "./test-support.ts";

const bytesOf = (value: unknown): number => new TextEncoder().encode(JSON.stringify(value)).length;
const budgetOf = (limit: number, format: "concise" | "detailed") =>
  format === "concise" ? Math.min(limit * 400, 24_000) : 24_000;

const entries = fc.array(fc.record({ text: fc.string({ unit: "binary", maxLength: 600 }) }), { maxLength: 80 });
const pageSize = fc.integer({ min: 1, max: 50 });
const format = fc.constantFrom("concise" as const, "detailed" as const);

describe("a page within its budget", () => {
  it("is never heavier than it, except as a single entry", () => {
    fc.assert(
      fc.property(entries, pageSize, format, (all, limit, how) => {
        const page = withinBudget(all, { limit, format: how });
        if (page.length > 1) expect(bytesOf(page)).toBeLessThanOrEqual(budgetOf(limit, how) + 2); // the brackets
      }),
    );
  });

  it("is the beginning of the list, and has an entry when the list has one", () => {
    fc.assert(
      fc.property(entries, pageSize, format, (all, limit, how) => {
        const page = withinBudget(all, { limit, format: how });
        expect(page).toEqual(all.slice(0, page.length));
        expect(page.length > 0).toBe(all.length > 0);
      }),
    );
  });

  it("leaves out nothing that fits", () => {
    const entry = { text: "x".repeat(353) }; // 364 bytes of JSON, and a comma: ten are 3,650, beside a frame of 350
    expect(withinBudget(Array(11).fill(entry), { limit: 10, format: "concise" })).toHaveLength(10);
    expect(withinBudget(Array(11).fill(entry), { limit: 3, format: "concise" })).toHaveLength(10);
    expect(withinBudget(Array(100).fill(entry), { limit: 20, format: "concise" })).toHaveLength(20);
    expect(withinBudget(Array(100).fill(entry), { limit: 1, format: "detailed" })).toHaveLength(64);
    const heavier = { text: "x".repeat(354) };
    expect(withinBudget(Array(10).fill(heavier), { limit: 10, format: "concise" })).toHaveLength(9);
    expect(withinBudget([...Array(9).fill(entry), heavier], { limit: 10, format: "concise" })).toHaveLength(9);
    expect(withinBudget(Array(10).fill(entry), { limit: 10, format: "concise", beside: {} })).toHaveLength(9);
  });

  it("is written once when it fits, however many entries it has", () => {
    const entry = { text: "x".repeat(300) };
    const written = vi.spyOn(JSON, "stringify");
    withinBudget(Array(10).fill(entry), { limit: 10, format: "concise" });
    expect(written).toHaveBeenCalledTimes(1);
    written.mockRestore();
  });

  it("counts bytes, not characters", () => {
    const entry = { text: "語".repeat(380) };
    expect(withinBudget(Array(10).fill(entry), { limit: 10, format: "concise" })).toHaveLength(3);
  });

  it("has the first entry, however heavy, and only that", () => {
    const huge = { text: "x".repeat(100_000) };
    expect(withinBudget([huge, { text: "" }], { limit: 10, format: "detailed" })).toEqual([huge]);
  });
});

describe("a cursor's scope", () => {
  const value = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(undefined));
  const filters = fc.dictionary(fc.constantFrom("a", "b", "status", "since"), value);
  const defined = (record: Record<string, unknown>) =>
    Object.fromEntries(Object.entries(record).filter(([, entry]) => entry !== undefined));

  it("is the same for the same filters and differs for different ones", () => {
    fc.assert(
      fc.property(filters, filters, (one, other) => {
        const same = fc.stringify(sorted(defined(one))) === fc.stringify(sorted(defined(other)));
        expect(cursorScope("t", "c", one) === cursorScope("t", "c", other)).toBe(same);
      }),
      {
        examples: [
          [{ a: "1" }, { a: 1 }],
          [{ a: "x,b,y" }, { a: "x", b: "y" }],
        ],
      },
    );
  });

  it("does not depend on the order in which filters are named, nor on absent ones", () => {
    expect(cursorScope("t", "c", { a: 1, b: 2 })).toBe(cursorScope("t", "c", { b: 2, status: undefined, a: 1 }));
  });

  it("differs between tools and between customers", () => {
    const scopes = [
      cursorScope("t", "c", {}),
      cursorScope("t", "d", {}),
      cursorScope("u", "c", {}),
      cursorScope("tc", "", {}),
      cursorScope("", "tc", {}),
    ];
    expect(new Set(scopes).size).toBe(scopes.length);
  });
});

const sorted = (record: Record<string, unknown>) => Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));

describe("a cursor", () => {
  it("is read back as the position it was made for", async () => {
    const sealed = await openSeal.sealCursor({ key: 1 }, "here");
    expect(accepted(await readCursor(openSeal, sealed, "here"))).toEqual({ key: 1 });
  });

  it("stands for the beginning when there is none, without asking the seal", async () => {
    const openCursor = () => Promise.reject(new Error("asked"));
    expect(await readCursor({ openCursor }, undefined, "here")).toEqual({ ok: true, value: undefined });
  });

  it("of another list is refused", async () => {
    const sealed = await openSeal.sealCursor({ key: 1 }, "there");
    expect(refused(await readCursor(openSeal, sealed, "here"))).toMatchObject({ code: "invalid_cursor" });
  });
});
