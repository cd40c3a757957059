import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createCursorSeal } from "./cursor-seal.ts";

const key = randomBytes(32);
const seal = createCursorSeal(async () => key);
const position = { createdAt: "2026-06-01T12:00:00.000Z", orderId: "ord-1" };

describe("a cursor", () => {
  it("opens as what was sealed, for the scope it was sealed for", async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), fc.string(), async (value, scope) => {
        const text = await seal.sealCursor(value, scope);
        expect(await seal.openCursor(text, scope)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it("opens in no other scope and with no other key", async () => {
    const text = await seal.sealCursor(position, "orders of ada");
    for (const scope of ["", "orders of ad", "orders of adam", "orders of bob"])
      expect(await seal.openCursor(text, scope)).toBeUndefined();
    expect(await createCursorSeal(async () => randomBytes(32)).openCursor(text, "orders of ada")).toBeUndefined();
  });

  it("does not open when any one character of it was changed, dropped or added", async () => {
    const text = await seal.sealCursor(position, "here");
    const opened: string[] = [];
    const tryOut = async (changed: string) => {
      if (changed !== text && (await seal.openCursor(changed, "here")) !== undefined) opened.push(changed);
    };
    for (let index = 0; index < text.length; index++) {
      for (const other of "ABab01-_.=+/ ") await tryOut(text.slice(0, index) + other + text.slice(index + 1));
      await tryOut(text.slice(0, index) + text.slice(index + 1));
      await tryOut(text.slice(0, index));
    }
    for (const more of ["=", "A", ".", ".A", " ", "\n"]) await tryOut(text + more);
    expect(opened).toEqual([]);
  });

  it("has one spelling: the same signature in other base64 does not open", async () => {
    const text = await seal.sealCursor(position, "here");
    const [body = "", signature = ""] = text.split(".");
    const bytes = Buffer.from(signature, "base64url");
    // 32 bytes leave two unused bits in the last character: three other characters decode to the same bytes.
    const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    const twins = [...alphabet]
      .map((last) => signature.slice(0, -1) + last)
      .filter((twin) => twin !== signature && Buffer.from(twin, "base64url").equals(bytes));
    expect(twins).toHaveLength(3);
    const spellings = [...twins, `${signature}=`, bytes.toString("base64"), ` ${signature}`, `${signature}!`];
    for (const spelling of spellings.filter((other) => other !== signature))
      expect(await seal.openCursor(`${body}.${spelling}`, "here")).toBeUndefined();
  });

  it("does not open when position and scope are cut differently", async () => {
    const [body = "", signature = ""] = (await seal.sealCursor(position, "b")).split(".");
    expect(await seal.openCursor(`.${signature}`, `${body}.b`)).toBeUndefined();
  });

  it.each(["", ".", "..", "e30", "e30.", ".e30", "null", "💥.💥", "x".repeat(2048)])("is not %j", async (text) => {
    expect(await seal.openCursor(text, "here")).toBeUndefined();
  });

  it("cannot be made or read while the key cannot be had", async () => {
    const locked = createCursorSeal(() => Promise.reject(new Error("no key")));
    await expect(locked.sealCursor(position, "here")).rejects.toThrow("no key");
    await expect(locked.openCursor("e30.e30", "here")).rejects.toThrow("no key");
  });
});
