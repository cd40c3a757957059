import type { Address, Customer, PaymentMethod } from "@shop/core";

interface CustomerSpec {
  readonly name: readonly [given: string, family: string];
  readonly address: Address;
  /** Type, brand and last four digits; the first one is the default. */
  readonly pays: readonly (readonly [type: string, brand: string, lastFour: string])[];
}

const specs: readonly CustomerSpec[] = [
  {
    name: ["Maren", "Okafor"],
    address: { street: "418 Alder Street", city: "Portland", state: "OR", zipCode: "97205", country: "US" },
    pays: [
      ["credit_card", "Visa", "4242"],
      ["debit_card", "Mastercard", "1881"],
    ],
  },
  {
    name: ["Teo", "Lindqvist"],
    address: { street: "77 Harbor View Road, Apt 5", city: "Seattle", state: "WA", zipCode: "98109", country: "US" },
    pays: [["credit_card", "Mastercard", "5100"]],
  },
  {
    name: ["Priya", "Castellan"],
    address: { street: "1203 Mesquite Lane", city: "Austin", state: "TX", zipCode: "78704", country: "US" },
    pays: [
      ["credit_card", "American Express", "3007"],
      ["credit_card", "Visa", "9911"],
      ["debit_card", "Visa", "2406"],
    ],
  },
  {
    name: ["Jonas", "Abara"],
    address: { street: "52 Kestrel Court", city: "Denver", state: "CO", zipCode: "80206", country: "US" },
    pays: [["debit_card", "Visa", "7730"]],
  },
  {
    name: ["Lucía", "Fernhall"],
    address: { street: "9 Maple Terrace", city: "Burlington", state: "VT", zipCode: "05401", country: "US" },
    pays: [
      ["credit_card", "Visa", "6024"],
      ["credit_card", "Mastercard", "8190"],
    ],
  },
  {
    name: ["Desmond", "Iyer"],
    address: { street: "260 Lakeshore Drive", city: "Chicago", state: "IL", zipCode: "60611", country: "US" },
    pays: [["credit_card", "Discover", "1117"]],
  },
  {
    name: ["Noor", "Haddenham"],
    address: { street: "14 Rosewater Avenue", city: "Toronto", state: "ON", zipCode: "M5V 2T6", country: "CA" },
    pays: [
      ["credit_card", "Visa", "3358"],
      ["debit_card", "Mastercard", "4471"],
    ],
  },
  {
    name: ["Elias", "Brandtvik"],
    address: { street: "Lindenweg 22", city: "Hamburg", zipCode: "20357", country: "DE" },
    pays: [["credit_card", "Mastercard", "2093"]],
  },
  {
    name: ["Saoirse", "Nakamura"],
    address: { street: "31 Quayside Row", city: "Galway", zipCode: "H91 X2K8", country: "IE" },
    pays: [
      ["credit_card", "Visa", "7718"],
      ["credit_card", "American Express", "1004"],
      ["debit_card", "Visa", "5562"],
    ],
  },
  {
    name: ["Hugo", "Wattleby"],
    address: { street: "8 Banksia Crescent", city: "Melbourne", state: "VIC", zipCode: "3051", country: "AU" },
    pays: [["debit_card", "Mastercard", "6649"]],
  },
];

export const customerIdOf = (number: number): string => `cust-${String(number).padStart(3, "0")}`;

/** The ten customers, `cust-001` to `cust-010`. */
export const demoCustomers: readonly Customer[] = specs.map(({ name, address, pays }, index) => ({
  customerId: customerIdOf(index + 1),
  email: `demo${index + 1}@example.com`,
  givenName: name[0],
  familyName: name[1],
  shippingAddress: address,
  paymentMethods: pays.map(
    ([type, brand, lastFour], at): PaymentMethod => ({
      paymentMethodId: `pm-${String(index + 1).padStart(3, "0")}-${at + 1}`,
      type,
      brand,
      lastFour,
    }),
  ),
}));
