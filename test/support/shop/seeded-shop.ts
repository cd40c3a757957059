/** Numbers that look random and are always the same for the same seed (mulberry32). */
export function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * below);
  };
}

export const orderStates = ["placed", "processing", "shipped", "delivered", "cancelled"] as const;
const returnStates = ["requested", "approved", "in_transit", "received", "refunded", "cancelled", "rejected"] as const;

interface Sizes {
  readonly products: number;
  readonly customers: number;
  readonly orders: number;
}

type Fields = Record<string, any>;

/** A shop as its owner's files might describe it: prices as decimals, no more than what must be said. */
export function seededShop(seed: number, sizes: Sizes) {
  const below = seeded(seed);
  const day = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();
  const products: Fields[] = Array.from({ length: sizes.products }, (_, index) => ({
    product_id: `prod-i${index}`,
    name: `Import ${index} of kind ${index % 7}`,
    description: `Made by seed ${seed}, number ${index}.`,
    category: ["Clothing", "Home", "Books", "Tools"][index % 4],
    // Three of a kind are variants of each other.
    group_id: `group-i${Math.floor(index / 12)}-${index % 4}`,
    options: { size: `${Math.floor(index / 4) % 3}` },
    price: `${below(200)}.${String(below(100)).padStart(2, "0")}`,
    currency: "USD",
    stock_quantity: 200 + below(100),
  }));
  const customers: Fields[] = Array.from({ length: sizes.customers }, (_, index) => ({
    customer_id: `cust-i${index}`,
    email: `import${index}@example.com`,
    given_name: `Ida ${index}`,
    shipping_address: { street: `${index} Import Street`, city: "Bath", country: "GB" },
    payment_methods: [{ payment_method_id: `pm-i${index}`, type: "credit_card", brand: "Visa", last_four: "4242" }],
  }));
  const orders: Fields[] = Array.from({ length: sizes.orders }, (_, index) => {
    const status = orderStates[index % orderStates.length] ?? "placed";
    const first = below(sizes.products);
    const days = 8 + below(15);
    return {
      order_id: `ord-i${index}`,
      customer_id: `cust-i${Math.floor(index / 5) % sizes.customers}`,
      status,
      currency: "USD",
      created_at: day(days),
      ...(status === "delivered" && { delivered_at: day(days - 4) }),
      lines: Array.from({ length: 2 + below(3) }, (_, line) => {
        const { product_id, price } = products[(first + line * 13) % sizes.products] ?? {};
        return { product_id, quantity: 1 + below(4), unit_price: price };
      }),
    };
  });
  const delivered = orders.filter(({ status }) => status === "delivered");
  const written = new Set<string>();
  const reviews = delivered.flatMap(({ order_id, customer_id, lines }) => {
    const [{ product_id }] = lines;
    if (written.has(`${customer_id} ${product_id}`)) return [];
    written.add(`${customer_id} ${product_id}`);
    const rating = 1 + below(5);
    return [{ type: "review", order_id, customer_id, product_id, rating, review_text: `Rated ${rating}.` }];
  });
  const returns = delivered
    .filter((_, index) => index % 3 === 0)
    .map(({ order_id, lines }, index) => ({
      return_id: `ret-i${index}`,
      order_id,
      status: returnStates[index % returnStates.length],
      reason: "Too many",
      created_at: day(2),
      items: [{ product_id: lines[0].product_id, quantity: 1 }],
    }));
  return { products, customers, orders, reviews, returns };
}

/** The shop as JSON Lines. */
export const toLines = (shop: ReturnType<typeof seededShop>): string =>
  Object.values(shop)
    .flat()
    .map((record) => JSON.stringify(record))
    .join("\n");
