import { ok } from "../outcome.ts";
import { productNames } from "./catalogue-values.ts";
import type { Prompt, PromptArgument } from "./content.ts";

type Field = Omit<PromptArgument, "required">;

const required = (field: Field): PromptArgument => ({ ...field, required: true });
const optional = (field: Field): PromptArgument => ({ ...field, required: false });

const oneOf =
  (values: readonly string[]): NonNullable<PromptArgument["complete"]> =>
  async (typed) =>
    ok({ values: values.filter((value) => value.toLowerCase().startsWith(typed.toLowerCase())), hasMore: false });

/** The sentence, where its argument was given. */
const given = (value: string | undefined, sentence: (value: string) => string): readonly string[] =>
  value === undefined ? [] : [sentence(value)];

const occasions = ["Birthday", "Christmas", "Graduation", "Housewarming", "Thank you", "Wedding"];
const reasons = ["Arrived too late", "Changed my mind", "Damaged", "Does not fit", "Not as described", "Wrong item"];

export const findGift: Prompt = {
  name: "find_gift",
  title: "Find a gift",
  description: "Suggest a few gifts for somebody, within a budget.",
  arguments: [
    required({ name: "recipient", title: "Recipient", description: "Who it is for, and what they like." }),
    optional({ name: "budget", title: "Budget", description: "The most it may cost, as 50." }),
    optional({ name: "occasion", title: "Occasion", description: "What it is for.", complete: oneOf(occasions) }),
  ],
  write: ({ recipient = "", budget, occasion }) =>
    [
      `Find a gift for: ${recipient}.`,
      ...given(occasion, (what) => `Occasion: ${what}.`),
      ...given(budget, (most) => `Budget: ${most} at most.`),
      `Search the shop with search_products (in_stock_only: true${budget === undefined ? "" : ", max_price: the budget"}), ` +
        "with several different ideas.",
      "Suggest three at most, each with its price, its rating and one sentence on why it fits.",
      "Order nothing before I have chosen one and confirmed the total.",
    ].join("\n"),
};

const product = (name: string, title: string): Field => ({
  name,
  title,
  description: "A product's name or id.",
  complete: productNames,
});

export const compareProducts: Prompt = {
  name: "compare_products",
  title: "Compare products",
  description: "Set two or three products side by side and say which suits what.",
  arguments: [
    required(product("first", "First product")),
    required(product("second", "Second product")),
    optional(product("third", "Third product")),
    optional({ name: "need", title: "What matters", description: "What it is for, or what matters most." }),
  ],
  write: ({ first = "", second = "", third, need }) =>
    [
      "Compare these products of the shop:",
      ...[first, second, ...given(third, (name) => name)].map((name) => `- ${name}`),
      ...given(need, (what) => `What matters to me: ${what}.`),
      "Find each with search_products, then read get_product and get_product_reviews of it. If one is not there, say so.",
      "Make a table of price, availability, rating, the options and what the descriptions say; then say which suits whom.",
    ].join("\n"),
};

export const returnOrder: Prompt = {
  name: "return_order",
  title: "Return an order",
  description: "Send something back: find the order, see whether it can be returned, and ask before doing it.",
  arguments: [
    optional({ name: "order_id", title: "Order", description: "The order's id, if you know it." }),
    optional({ name: "item", title: "What", description: "What to send back; everything if left empty." }),
    optional({ name: "reason", title: "Reason", description: "Why it goes back.", complete: oneOf(reasons) }),
  ],
  write: ({ order_id, item, reason }) =>
    [
      "I want to return something that I bought in the shop.",
      ...given(order_id, (id) => `Order: ${id}.`),
      ...given(item, (what) => `What: ${what}.`),
      ...given(reason, (why) => `Reason: ${why}.`),
      order_id === undefined
        ? "Find the order with get_order_history; ask me if more than one could be meant."
        : "Read the order with get_order.",
      "Look at its allowed_actions.return. If it cannot be returned, tell me why and what else I can do.",
      reason === undefined ? "Ask me for the reason." : "",
      "Tell me what goes back and the refund to expect, ask for my yes, and only then call initiate_return.",
    ]
      .filter((line) => line !== "")
      .join("\n"),
};
