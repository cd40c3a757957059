import { expect, it, vi } from "vitest";
import * as z from "zod";
import { ok } from "./outcome.ts";
import { publicTool } from "./tool.ts";

const defined = () => {
  const input = vi.fn(() => z.strictObject({ name: z.string().default("nobody") }));
  const output = vi.fn(() => z.object({ greeting: z.string() }));
  const tool = publicTool({
    name: "greet",
    title: "Greet",
    description: "Greets.",
    annotations: { readOnlyHint: true, openWorldHint: false },
    input,
    output,
    handler: async ({ name }) => ok({ greeting: `Hello ${name}` }),
  });
  return { tool, made: () => [input.mock.calls.length, output.mock.calls.length] };
};

it("makes no schema before somebody asks", () => {
  expect(defined().made()).toEqual([0, 0]);
});

it("makes the schema of its input once, for calls and for the list, and the other one for the list alone", async () => {
  const { tool, made } = defined();
  expect(await tool.call({}, {})).toEqual(ok({ greeting: "Hello nobody" }));
  await tool.call({ name: "you" }, {});
  expect(made()).toEqual([1, 0]);
  const lists = [1, 2].map(() => [tool.inputSchema, tool.outputSchema]);
  expect(made()).toEqual([1, 1]);
  expect(lists[0]).toEqual(lists[1]);
});
