import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { describeEachDoor, openDoor } from "../support/doors.ts";
import { itemsOf } from "../support/faults-tables.ts";
import { ask, askStaff, channels } from "../support/shop/ask.ts";
import { once, openBetween } from "../support/shop/between.ts";
import { type Floor, must, openFloor } from "../support/shop/floor.ts";

const hidden = "\u202e\u2066\u200b\u200d\ufeff\u0007\u009b\u{e0041}\ue000";

describeEachDoor((open, name) => {
  let floor: Floor;
  let product_id: string;
  let order_id: string;

  beforeAll(async () => {
    floor = await openFloor(open);
  });
  afterAll(async () => {
    await floor.close();
    expect(floor.stage.failures).toEqual([]);
  });
  beforeEach(async () => {
    product_id = await floor.product();
    order_id = (await floor.buy(product_id)).order_id;
  });
  const review = (more: object = {}) => ({ product_id, rating: 4, review_text: "Good.", ...more });
  const aggregate = async () => {
    const { rating_sum, rating_count } = await floor.item("products", product_id);
    return [rating_sum, rating_count];
  };
  const ofProduct = async () =>
    (await itemsOf(floor.stage, "reviews")).filter((item) => item["product_id"] === product_id);
  const read = async (more: object = {}) =>
    must(await floor.ask("rest", "get_product_reviews", { product_id, ...more }));

  describe.each(channels)("%s", (channel) => {
    const write = (more: object = {}, token = floor.mine) =>
      floor.ask(channel, "write_product_review", review(more), { token });

    it("takes one review of a customer and product, and replaces it on request", async () => {
      const { body: first } = await write({ title: "Nice" });
      expect(first).toEqual({
        success: true,
        review_id: expect.stringMatching(/^rev-[0-9a-f]{20}$/),
        product_name: expect.any(String),
        rating: 4,
        verified_purchase: false,
        message: "Review submitted successfully",
      });
      expect(await aggregate()).toEqual([4, 1]);
      const { status, body } = await write({ rating: 1 });
      expect([status, body.code]).toEqual([channel === "rest" ? 409 : 200, "already_reviewed"]);
      expect(body.details).toEqual({ review_id: first.review_id });
      expect(await aggregate()).toEqual([4, 1]);
      const updated = must(await write({ rating: 2, review_text: "Broke.", update: true }));
      expect(updated).toMatchObject({ review_id: first.review_id, rating: 2 });
      expect(await aggregate()).toEqual([2, 1]);
      const { reviews } = await read();
      expect(reviews).toMatchObject([{ review_id: first.review_id, rating: 2, review_text: "Broke." }]);
      expect(reviews[0].title).toBeUndefined();
    });

    it("needs a purchase that was not cancelled, by that customer", async () => {
      expect((await write({}, floor.theirs)).body.code).toBe("not_purchased");
      await floor.advance(order_id, "cancelled");
      expect((await write()).body.code).toBe("not_purchased");
      expect((await write({ product_id: "prod-none" })).body.code).toBe("product_not_found");
      expect([await aggregate(), await ofProduct()]).toEqual([[0, 0], []]);
    });

    it("keeps no invisible characters of a text, and takes none that has no others", async () => {
      must(await write({ review_text: `  A${hidden}B\r\nC\tD  `, title: `T${hidden}t` }));
      const [stored] = await ofProduct();
      expect([stored?.["review_text"], stored?.["title"]]).toEqual(["AB\nC\tD", "Tt"]);
      expect((await write({ review_text: `${hidden} `, update: true })).body).toMatchObject({
        code: "invalid_argument",
        details: { path: "review_text" },
      });
      const raw = { review_id: `rev-${product_id}`, review_text: `X${hidden}Y`, title: hidden };
      await floor.change("reviews", raw.review_id, { ...stored, ...raw });
      expect((await read()).reviews.map((one: any) => one.review_text).toSorted()).toEqual(["AB\nC\tD", "XY"]);
    });

    it("is verified once the order is delivered", async () => {
      expect(must(await write()).verified_purchase).toBe(false);
      await floor.advance(order_id, "processing", "shipped");
      expect((await read()).reviews[0].verified_purchase).toBe(false);
      await floor.advance(order_id, "delivered");
      expect((await read()).reviews[0].verified_purchase).toBe(true);
      expect(must(await write({ update: true, rating: 3 })).verified_purchase).toBe(true);
      expect(await aggregate()).toEqual([3, 1]);
    });
  });

  it("is verified when the parcel arrives between what the review reads and what it writes", async () => {
    await floor.advance(order_id, "processing", "shipped");
    const arrives = once(() => floor.advance(order_id, "delivered"));
    using between = openBetween(floor.stage, (ports) => ({
      async saveReview(...sent) {
        await arrives();
        return ports.saveReview(...sent);
      },
    }));
    await using door = await openDoor(name, between.app);
    const { body } = await ask(
      door,
      { channel: "rest", tool: "write_product_review", args: review() },
      { token: floor.mine },
    );
    expect([body.verified_purchase, (await ofProduct())[0]?.["verified_purchase"]]).toEqual([true, true]);
  });

  it("is verified when it is written between what the delivery reads and what it writes", async () => {
    await floor.advance(order_id, "processing", "shipped");
    const writes = once(() => floor.ask("rest", "write_product_review", review()));
    using between = openBetween(floor.stage, (ports) => ({
      async commit(change) {
        await writes();
        return ports.commit(change);
      },
    }));
    await using door = await openDoor(name, between.app);
    const sent = { order_id, status: "delivered" };
    must(await askStaff(door, "advance_order", sent, { token: floor.staffToken }));
    expect((await ofProduct())[0]?.["verified_purchase"]).toBe(true);
  });

  it("is verified whoever is first, when both happen at once", async () => {
    for (let round = 0; round < 6; round++) {
      product_id = await floor.product();
      order_id = (await floor.buy(product_id)).order_id;
      await floor.advance(order_id, "processing", "shipped");
      const [written] = await Promise.all([
        floor.ask("rest", "write_product_review", review()),
        floor.advance(order_id, "delivered"),
      ]);
      expect(written.body.success).toBe(true);
      expect((await ofProduct())[0]?.["verified_purchase"]).toBe(true);
    }
  });

  it("is not written for an order that is cancelled between what it reads and what it writes", async () => {
    const cancels = once(() => floor.ask("rest", "cancel_order", { order_id, reason: "No" }));
    using between = openBetween(floor.stage, (ports) => ({
      async saveReview(...sent) {
        await cancels();
        return ports.saveReview(...sent);
      },
    }));
    await using door = await openDoor(name, between.app);
    const call = { channel: "rest", tool: "write_product_review", args: review() } as const;
    expect((await ask(door, call, { token: floor.mine })).body.code).toBe("not_purchased");
    expect([await aggregate(), await ofProduct()]).toEqual([[0, 0], []]);
  });

  it("keeps the product's rating equal to its reviews through many changes at once", async () => {
    const tokens = await Promise.all(
      Array.from({ length: 8 }, (_, index) => floor.stage.tokenOf(`demo${index + 1}@example.com`)),
    );
    await Promise.all(tokens.slice(1).map((token) => floor.buy(product_id, 1, { token })));
    for (let round = 0; round < 3; round++)
      await Promise.all(
        tokens.map((token, index) => {
          const args = review({ rating: ((index + round) % 5) + 1, update: true });
          return floor.ask("rest", "write_product_review", args, { token });
        }),
      );
    const ratings = (await ofProduct()).map((item) => item["rating"]);
    expect(ratings).toHaveLength(8);
    const sum = ratings.reduce((total, rating) => total + rating, 0);
    expect(await aggregate()).toEqual([sum, 8]);
    expect((await read()).rating).toEqual({ value: Math.round((sum * 10) / 8) / 10, count: 8, scale_max: 5 });
  });
});
