import { type Customer, lazily, type PaymentMethod } from "@shop/core";
import * as z from "zod";
import { minor, toItemMinor } from "./minor.ts";

export const addressItem = () =>
  z.object({
    street: z.string(),
    city: z.string(),
    state: z.string().optional(),
    zip_code: z.string().optional(),
    country: z.string(),
  });

export const paymentMethodItem = () =>
  z.object({
    payment_method_id: z.string(),
    type: z.string(),
    brand: z.string().optional(),
    last_four: z.string().optional(),
  });

/** An item of the customers table. */
export const customerItem = lazily(() =>
  z.object({
    customer_id: z.string(),
    email: z.string(),
    cognito_sub: z.string().optional(),
    given_name: z.string().optional(),
    family_name: z.string().optional(),
    shipping_address: addressItem().optional(),
    payment_methods: z.array(paymentMethodItem()).default([]),
    daily_spend_limit_minor: minor.optional(),
    created_at: z.string().optional(),
  }),
);

export const toPaymentMethod = (item: z.output<ReturnType<typeof paymentMethodItem>>): PaymentMethod => ({
  paymentMethodId: item.payment_method_id,
  type: item.type,
  brand: item.brand,
  lastFour: item.last_four,
});

export const toPaymentMethodItem = (method: PaymentMethod) => ({
  payment_method_id: method.paymentMethodId,
  type: method.type,
  brand: method.brand,
  last_four: method.lastFour,
});

export const toAddress = ({ zip_code, ...address }: z.output<ReturnType<typeof addressItem>>) => ({
  ...address,
  zipCode: zip_code,
});

export const toAddressItem = ({ zipCode, ...address }: NonNullable<Customer["shippingAddress"]>) => ({
  ...address,
  zip_code: zipCode,
});

export const toCustomer = (item: unknown): Customer => {
  const customer = customerItem().parse(item);
  return {
    customerId: customer.customer_id,
    email: customer.email,
    givenName: customer.given_name,
    familyName: customer.family_name,
    shippingAddress: customer.shipping_address && toAddress(customer.shipping_address),
    paymentMethods: customer.payment_methods.map(toPaymentMethod),
    dailySpendLimitMinor: customer.daily_spend_limit_minor,
  };
};

export const toCustomerItem = (customer: Customer, more: { cognitoSub?: string; createdAt: string }) => ({
  customer_id: customer.customerId,
  email: customer.email,
  cognito_sub: more.cognitoSub,
  given_name: customer.givenName,
  family_name: customer.familyName,
  shipping_address: customer.shippingAddress && toAddressItem(customer.shippingAddress),
  payment_methods: customer.paymentMethods.map(toPaymentMethodItem),
  daily_spend_limit_minor:
    customer.dailySpendLimitMinor === undefined ? undefined : toItemMinor(customer.dailySpendLimitMinor),
  created_at: more.createdAt,
});
