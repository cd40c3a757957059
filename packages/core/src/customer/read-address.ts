import * as z from "zod";
import { invalidArgument } from "../invalid-argument.ts";
import { jsonSchemaOf } from "../json-schema.ts";
import { lazily } from "../lazily.ts";
import { type Outcome, ok } from "../outcome.ts";
import { cleanText } from "../text.ts";
import type { Address } from "./customer.ts";

const line = () => z.string().max(200).transform(cleanText).pipe(z.string().min(1));

const address = lazily(() =>
  z.strictObject({
    shipping_address: z.strictObject({
      street: line(),
      city: line(),
      state: line().optional(),
      zip_code: line().optional(),
      country: line(),
    }),
  }),
);
const schema = lazily(() => jsonSchemaOf(address()));

/** Reads an address as a caller wrote it; refuses by the field that is missing, empty, too long or unknown. */
export function readAddress(sent: unknown): Outcome<Address> {
  const parsed = address().safeParse({ shipping_address: sent }, { reportInput: true });
  if (!parsed.success) return invalidArgument(parsed.error.issues, schema());
  const { zip_code, ...rest } = parsed.data.shipping_address;
  return ok({ ...rest, zipCode: zip_code });
}
