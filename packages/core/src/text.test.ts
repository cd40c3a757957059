import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cleanText } from "./text.ts";

const around = (codePoint: number): string => `a${String.fromCodePoint(codePoint)}b`;

describe("text written by a stranger", () => {
  it.each([
    ["null", 0x00],
    ["backspace", 0x08],
    ["escape", 0x1b],
    ["delete", 0x7f],
    ["a C1 control", 0x9b],
    ["soft hyphen", 0xad],
    ["Arabic letter mark", 0x61c],
    ["zero width space", 0x200b],
    ["zero width non-joiner", 0x200c],
    ["zero width joiner", 0x200d],
    ["left-to-right mark", 0x200e],
    ["right-to-left mark", 0x200f],
    ["left-to-right embedding", 0x202a],
    ["right-to-left override", 0x202e],
    ["word joiner", 0x2060],
    ["left-to-right isolate", 0x2066],
    ["pop directional isolate", 0x2069],
    ["byte order mark", 0xfeff],
    ["language tag", 0xe0001],
    ["tag letter", 0xe0041],
    ["cancel tag", 0xe007f],
    ["private use", 0xe000],
  ])("loses %s", (_, codePoint) => {
    expect(cleanText(around(codePoint))).toBe("ab");
  });

  it("loses half a surrogate pair", () => {
    expect(cleanText("a\ud83db")).toBe("ab");
    expect(cleanText("a\udc00b")).toBe("ab");
  });

  it("keeps line feeds, tabs, emoji and every script", () => {
    const text = "Line 1\n\tLine 2 👍🏽 ❤️ 🇬🇧 — 日本語 العربية עברית ไทย हिन्दी naïve";
    expect(cleanText(text)).toBe(text.normalize("NFC"));
  });

  it("has its line ends written one way", () => {
    expect(cleanText("a\r\nb\rc\nd")).toBe("a\nb\nc\nd");
    expect(cleanText("a\r\n\r\nb")).toBe("a\n\nb");
  });

  it("is composed", () => {
    expect(cleanText("cafe\u0301")).toBe("café");
  });

  it("is trimmed, and empty when nothing of it can be seen", () => {
    expect(cleanText("  a  \n")).toBe("a");
    expect(cleanText(" \u200b\u202e\u{e0041}\t\n ")).toBe("");
  });

  it("holds no invisible character, whatever was sent", () => {
    const dangerous = fc.integer({ min: 0, max: 0x10ffff }).map((codePoint) => String.fromCodePoint(codePoint));
    fc.assert(
      fc.property(fc.array(fc.oneof(dangerous, fc.constantFrom("\u200d", "\u202e", "\r", "\n", "a"))), (parts) => {
        const cleaned = cleanText(parts.join(""));
        expect(cleaned.isWellFormed()).toBe(true);
        expect(cleaned.replace(/[\n\t]/g, "")).not.toMatch(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/u);
        expect(cleaned).toBe(cleaned.trim());
      }),
      { numRuns: 1000 },
    );
  });
});
