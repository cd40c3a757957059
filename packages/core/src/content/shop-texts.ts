import { orderStatuses } from "../order/order.ts";
import { deliveryDays } from "../order/place-order.ts";
import { returnStatuses } from "../return/return.ts";
import { cleanLine } from "../text.ts";
import type { ContentNeeds, ResourceCard } from "./content.ts";

type Settings = Pick<ContentNeeds, "returnPolicy" | "dailySpendLimitMinor">;

interface ShopText extends ResourceCard {
  text(settings: Settings): string;
}

const text = (path: string, title: string, description: string, write: ShopText["text"]): ShopText => ({
  uri: `shop://help/${path}`,
  name: path,
  title,
  description,
  mimeType: "text/markdown",
  text: write,
});

const returns = ({ returnPolicy: { windowDays, windowDaysByCategory } }: Settings): string => {
  const byCategory = Object.entries(windowDaysByCategory).slice(0, 100);
  return `# Returns and exchanges

- ${windowOf("Goods", windowDays)}
${byCategory.map(([category, days]) => `- ${windowOf(cleanLine(category, 80), days)}\n`).join("")}- The days are counted from delivery. An order that is not delivered yet cannot be returned; until it ships it can be
  cancelled with \`cancel_order\`.
- Part of an order can be returned: give the products and how many of each. Nothing can be returned twice.
- The refund goes to the way of payment of the order, unless another one of the customer's is named.
- Something that comes in other variants, a size or a colour, can be exchanged with \`request_exchange\` instead.

How: find the order with \`get_order_history\`; its \`allowed_actions.return\` says whether it can go back, and until when.
Then \`initiate_return\` with the reason. \`get_return\` tells how far a return has come: ${returnStatuses.join(", ")}.
`;
};

const windowOf = (what: string, days: number): string =>
  days === 0 ? `${what}: cannot be returned.` : `${what}: ${days} days to return them.`;

const ordering = ({ dailySpendLimitMinor }: Settings): string => `# How to order

1. Find a product with \`search_products\`; everyone may. \`get_product\` tells all of one.
2. Sign in. Orders, reviews and returns belong to the customer who is signed in.
3. Show the person product, quantity and total, and ask. Then \`order_product\` with \`expected_unit_price\` (the order is
   refused if the price has changed meanwhile) and an \`idempotency_key\` (a second try is then never a second order).
4. The order goes to the address and the way of payment in the customer's profile: \`get_my_profile\`.

- While it is placed, an order can be changed with \`update_order\`; until it ships, cancelled with \`cancel_order\`.
- The total is the price of the goods times their number. Nothing is added to it.
- A price counts at the moment of the order, and stays as it was on the order.
${dailySpendLimitMinor === undefined ? "" : "- There is a limit to what agents may order for one customer in a day.\n"}`;

const delivery = (): string => `# Delivery

- An order is estimated to arrive ${deliveryDays} days after it is placed. \`get_order\` tells its \`estimated_delivery\`.
- An order goes through ${orderStatuses.slice(0, 4).join(", ")}. \`get_order\` tells how far it has come.
- While an order is placed, its address can be changed with \`update_order\`.
- Delivery adds nothing to the total of an order.
`;

const sizes = (): string => `# Sizes

In this shop each size is a product of its own, and \`options.size\` names it. The sizes of one thing share a \`group_id\`:
\`search_products\` with that \`group_id\` lists them with their stock. A wrong size can be exchanged for another with
\`request_exchange\`.

What a product's own description says about its size comes first. Where it says nothing, these customary sizes are a
guide; makers differ.

| clothing | chest in cm | waist in cm |
| -------- | ----------- | ----------- |
| XS       | 82 to 88    | 68 to 74    |
| S        | 88 to 94    | 74 to 80    |
| M        | 94 to 102   | 80 to 88    |
| L        | 102 to 110  | 88 to 96    |
| XL       | 110 to 118  | 96 to 104   |

| shoes, EU | length of the foot in cm |
| --------- | ------------------------ |
| 37        | 23.0 to 23.5             |
| 39        | 24.5 to 25.0             |
| 41        | 25.5 to 26.0             |
| 42        | 26.5 to 27.0             |
| 44        | 27.5 to 28.0             |
| 46        | 29.0 to 29.5             |
`;

/** What the shop says about itself, from its settings. */
export const shopTexts: readonly ShopText[] = [
  text("returns", "Returns and exchanges", "How long goods can be returned, and how.", returns),
  text("ordering", "How to order", "From search to order, and what can be changed after.", ordering),
  text("delivery", "Delivery", "How long delivery takes and what it costs.", delivery),
  text("sizes", "Size guide", "How sizes are sold here, and customary measurements.", sizes),
];
