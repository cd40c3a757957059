import { createHash } from "node:crypto";

const digest = (text: string): string => createHash("sha256").update(text).digest("hex");

/** Same name, same id: the demo shop is the same on every machine. */
export const idOf = (prefix: "prod" | "ord" | "ret" | "req", name: string): string =>
  `${prefix}-${digest(`${prefix} ${name}`).slice(0, prefix === "prod" ? 8 : 12)}`;

/** The id the core derives for the one review a customer may write of a product. */
export const reviewIdOf = (customerId: string, productId: string): string =>
  `rev-${digest(JSON.stringify([customerId, productId])).slice(0, 20)}`;

/** A number from 0 to `below` - 1 that looks random and is always the same for the same name. */
export const spread = (name: string, below: number): number => Number.parseInt(digest(name).slice(0, 8), 16) % below;
