import * as z from "zod";
import { toMajor } from "../money.ts";
import type { ResponseFormat } from "../schemas.ts";
import { majorPrice, minorPrice } from "../schemas.ts";
import { availability, meanRating, type Product } from "./product.ts";

/** A product in an answer. */
export const productAnswer = () =>
  z.object({
    product_id: z.string(),
    group_id: z.string().optional(),
    name: z.string(),
    category: z.string().optional(),
    price: majorPrice(),
    price_minor: minorPrice().optional(),
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/)
      .optional(),
    stock_quantity: z.int().optional(),
    availability: z.enum(["in_stock", "low_stock", "out_of_stock", "discontinued"]).optional(),
    rating: z
      .object({ value: z.number().optional(), count: z.int().optional(), scale_max: z.literal(5).optional() })
      .optional(),
    description: z.string().optional(),
    image_urls: z.array(z.string()).optional(),
    options: z.record(z.string(), z.string()).optional(),
    created_at: z.string().optional(),
  });
export type ProductAnswer = z.output<ReturnType<typeof productAnswer>>;

const conciseDescription = 70;

function shorten(text: string): string {
  if (text.length <= conciseDescription) return text;
  // One unit makes room for the ellipsis, or two that are one character.
  const [first, last] = [text.charCodeAt(conciseDescription - 2), text.charCodeAt(conciseDescription - 1)];
  const isPair = isHighSurrogate(first) && isLowSurrogate(last);
  return `${text.slice(0, conciseDescription - (isPair ? 2 : 1)).trimEnd()}…`;
}

const isHighSurrogate = (unit: number): boolean => unit >= 0xd800 && unit < 0xdc00;
const isLowSurrogate = (unit: number): boolean => unit >= 0xdc00 && unit < 0xe000;

/** A product as an answer tells it: in full, or only what is needed to choose. Ten of the latter fit 4 KB. */
export function toProductAnswer(product: Product, format: ResponseFormat): ProductAnswer {
  const concise = format === "concise";
  return {
    product_id: product.productId,
    ...(product.groupId && { group_id: product.groupId }),
    name: product.name,
    description: concise ? shorten(product.description) : product.description,
    price: toMajor(product.priceMinor, product.currency),
    currency: product.currency,
    category: product.category,
    stock_quantity: product.stockQuantity,
    availability: availability(product),
    rating: { value: meanRating(product), count: product.ratingCount, ...(!concise && { scale_max: 5 as const }) },
    ...(product.options && { options: product.options }),
    ...(!concise && {
      price_minor: Number(product.priceMinor),
      image_urls: [...product.imageUrls],
      created_at: product.createdAt,
    }),
  };
}
