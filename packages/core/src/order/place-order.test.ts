import { describe, expect, it } from "vitest";
import { accepted, ada, refused, someProduct } from "../test-support.ts";
import { type Placement, placeOrder } from "./place-order.ts";

const placement = (more: Partial<Placement> = {}): Placement => ({
  orderId: "ord-1",
  customer: ada,
  by: { kind: "customer", id: ada.customerId, tool: "order_product", requestId: "req-1" },
  quantity: 2,
  requestHash: "h",
  placedAt: "2026-06-01T12:00:00.000Z",
  ...more,
});

describe("placing an order", () => {
  it("writes down the product as it is now, the address and the first payment method", () => {
    const product = someProduct({ groupId: "grp-1", options: { colour: "red" }, priceMinor: 1999n });
    expect(accepted(placeOrder(product, placement()))).toMatchObject({
      orderId: "ord-1",
      customerId: "cust-001",
      status: "placed",
      lines: [
        {
          productId: "prod-1",
          productName: "Laptop",
          category: "Electronics",
          groupId: "grp-1",
          options: { colour: "red" },
          quantity: 2,
          returnedQuantity: 0,
          unitPriceMinor: 1999n,
        },
      ],
      currency: "USD",
      totalMinor: 3998n,
      shippingAddress: ada.shippingAddress,
      paymentMethod: ada.paymentMethods[0],
      createdAt: "2026-06-01T12:00:00.000Z",
      estimatedDelivery: "2026-06-06T12:00:00.000Z",
      history: [{ at: "2026-06-01T12:00:00.000Z", to: "placed", by: { id: "cust-001" } }],
      returns: [],
      version: 1,
      requestHash: "h",
    });
  });

  it("takes the last unit, and refuses one more", () => {
    expect(placeOrder(someProduct({ stockQuantity: 2 }), placement()).ok).toBe(true);
    expect(refused(placeOrder(someProduct({ stockQuantity: 1 }), placement()))).toEqual({
      code: "insufficient_stock",
      message: "Only 1 of Laptop left",
      details: { available: 1 },
    });
    expect(refused(placeOrder(someProduct({ stockQuantity: 0 }), placement()))).toMatchObject({
      message: "Laptop is sold out",
      details: { available: 0 },
    });
  });

  it("refuses what is no longer sold, whatever else is wrong with it", () => {
    const gone = someProduct({ status: "delisted", stockQuantity: 0 });
    const expectedUnitPrice = { amount: 1n, exact: true };
    expect(refused(placeOrder(gone, placement({ expectedUnitPrice })))).toMatchObject({ code: "product_unavailable" });
  });

  it("refuses a price other than the one that was shown, higher or lower, and names the new one", () => {
    for (const amount of [98_925n, 98_927n])
      expect(refused(placeOrder(someProduct(), placement({ expectedUnitPrice: { amount, exact: true } })))).toEqual({
        code: "price_changed",
        message: "The price of Laptop has changed to 989.26 USD",
        details: { unit_price: 989.26, unit_price_minor: 98_926, currency: "USD" },
      });
  });

  it("takes the price that was shown only when it is that price exactly", () => {
    const amount = 98_926n;
    expect(placeOrder(someProduct(), placement({ expectedUnitPrice: { amount, exact: true } })).ok).toBe(true);
    const inexact = placement({ expectedUnitPrice: { amount, exact: false } });
    expect(refused(placeOrder(someProduct(), inexact))).toMatchObject({ code: "price_changed" });
  });
});
