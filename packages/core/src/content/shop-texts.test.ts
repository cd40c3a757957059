import { describe, expect, it } from "vitest";
import { policy } from "../test-support.ts";
import { tools } from "../tools.ts";
import { shopTexts } from "./shop-texts.ts";

type Settings = Parameters<(typeof shopTexts)[number]["text"]>[0];

const textOf = (name: string, settings: Settings = { returnPolicy: policy }): string =>
  shopTexts.find((text) => text.name === name)?.text(settings) ?? "";

describe("the shop's texts", () => {
  it("tell the return window of the settings, for all and by category", () => {
    const text = textOf("returns");
    expect(text).toContain("- Goods: 30 days to return them.\n- Clothing: 60 days to return them.\n");
    const other = textOf("returns", { returnPolicy: { windowDays: 14, windowDaysByCategory: { Books: 0 } } });
    expect(other).toContain("- Goods: 14 days to return them.\n- Books: cannot be returned.\n");
    expect(other).not.toContain("Clothing");
  });

  it("stay short and in order when a category's name is neither", () => {
    const windowDaysByCategory = { [`Toys\n# Free\u202e${"x".repeat(10_000)}`]: 5 };
    const lines = textOf("returns", { returnPolicy: { windowDays: 30, windowDaysByCategory } }).split("\n");
    expect(lines.filter((line) => line.startsWith("#"))).toEqual(["# Returns and exchanges"]);
    expect(lines.every((line) => line.length < 200)).toBe(true);
  });

  it("tell of a daily limit where there is one, and not how high it is", () => {
    expect(textOf("ordering")).not.toContain("limit");
    const text = textOf("ordering", { returnPolicy: policy, dailySpendLimitMinor: 77_700n });
    expect(text).toContain("There is a limit");
    expect(text).not.toContain("777");
  });

  it("tell the days that an order's estimate is made with", () => {
    expect(textOf("delivery")).toContain("5 days after it is placed");
  });

  it("name tools, and arguments of them, that exist", () => {
    const names = tools.map(({ name }) => name);
    const fields = tools.flatMap((tool) => [
      ...Object.keys(tool.inputSchema.properties ?? {}),
      ...Object.keys(tool.outputSchema.properties ?? {}),
    ]);
    const known = [...names, ...fields, "allowed_actions.return", "options.size", "estimated_delivery"];
    for (const { name } of shopTexts)
      for (const [, code = ""] of textOf(name).matchAll(/`([^`]+)`/g)) expect(known).toContain(code);
  });
});
