import * as z from "zod";

// The pieces that several tools' schemas share. Descriptions are read by agents: short, and what to do.
const id = (prefix: string) =>
  z
    .string()
    .min(1)
    .max(64)
    .regex(new RegExp(`^${prefix}-[A-Za-z0-9-]+$`));

export const productId = (description: string) => id("prod").describe(description);
export const returnId = (description: string) => id("ret").describe(description);
export const orderId = (description: string) => id("ord").describe(description);

export const quantity = () => z.int().min(1).max(100).default(1).describe("Units.");

export const idempotencyKey = () =>
  z
    .string()
    .min(1)
    .max(255)
    .describe(
      "Optional. Unique key for this one purchase decision (UUID). Re-send the SAME key when you retry after a timeout: you get the first result back, never a second effect.",
    );

export const cursor = () =>
  z
    .string()
    .min(1)
    .max(2048)
    .describe("Opaque value of next_cursor from the previous page of the SAME call. Never build one.");

export const pageSize = (size: number) => z.int().min(1).max(50).default(size).describe("Page size.");

export const responseFormat = () =>
  z
    .enum(["concise", "detailed"])
    .default("concise")
    .describe("concise = fields needed to choose or act; detailed = everything.");
export type ResponseFormat = "concise" | "detailed";

export const majorPrice = () => z.number().describe("major units, for display; exact value is *_minor");
export const minorPrice = () => z.int().min(0).describe("ISO 4217 minor units");
export const nextCursor = () => z.string().nullable();

/** A reason in the caller's words. */
export const reason = (description: string) => z.string().min(1).max(500).describe(description);
