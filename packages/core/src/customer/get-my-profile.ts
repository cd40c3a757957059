import * as z from "zod";
import { ok } from "../outcome.ts";
import { type Caller, customerTool } from "../tool.ts";
import type { Customer } from "./customer.ts";

export const getMyProfile = customerTool({
  name: "get_my_profile",
  title: "My profile",
  description: "The signed-in customer: name, default address, payment methods (type, brand, last four only).",
  scope: "shop:orders",
  annotations: { readOnlyHint: true, openWorldHint: false },
  input: () => z.strictObject({}),
  output: () => z.object({ customer: z.looseObject({}) }),

  async handler(_input, { customer }: Caller) {
    return ok({ customer: toProfile(customer) });
  },
});

const toProfile = ({ customerId, email, givenName, familyName, shippingAddress, paymentMethods }: Customer) => ({
  customer_id: customerId,
  email,
  ...(givenName && { given_name: givenName }),
  ...(familyName && { family_name: familyName }),
  ...(shippingAddress && {
    shipping_address: {
      street: shippingAddress.street,
      city: shippingAddress.city,
      ...(shippingAddress.state && { state: shippingAddress.state }),
      ...(shippingAddress.zipCode && { zip_code: shippingAddress.zipCode }),
      country: shippingAddress.country,
    },
  }),
  payment_methods: paymentMethods.map(({ paymentMethodId, type, brand, lastFour }, index) => ({
    payment_method_id: paymentMethodId,
    type,
    ...(brand && { brand }),
    ...(lastFour && { last_four: lastFour }),
    ...(index === 0 && { default: true }),
  })),
});
