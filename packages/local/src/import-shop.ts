import { type DynamoDBDocumentClient, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { type Tables, toLineRows, toOrderItem, toProductItem, toReturnItem, toReviewItem } from "@shop/aws";
import { type Checked, checkRecords } from "./import-shop-check.ts";
import { type Checkpoints, importKey } from "./import-shop-checkpoint.ts";
import { type Rating, ratingsAfter } from "./import-shop-ratings.ts";
import { readSource, type SourceFile } from "./import-shop-source.ts";
import type { OnProgress } from "./load-shop.ts";
import { keepAccounts, readAll } from "./load-shop-reads.ts";
import { type Write, writeAll } from "./load-shop-writes.ts";

/** What to import where. `place` tells stores apart that have the same table names: a region, or `local`. */
export interface ImportOptions {
  readonly db: DynamoDBDocumentClient;
  readonly tables: Tables;
  readonly place: string;
  readonly files: readonly SourceFile[];
  readonly checkpoints: Checkpoints;
  readonly now: () => Date;
  /** Writes everything even if an earlier import of the same files has finished. */
  readonly again?: boolean;
  readonly onProgress?: OnProgress;
}

/** How an import ended. A refused one has written nothing. */
export type ImportOutcome =
  | { readonly kind: "refused"; readonly problems: readonly string[] }
  | { readonly kind: "finished before"; readonly finishedAt: string }
  | { readonly kind: "imported"; readonly counts: Readonly<Record<string, number>>; readonly resumedAfter: number };

/** Items between two checkpoints: what an interruption may make us write twice. */
const chunkSize = 500;

/** Checks all records of the files, then writes them, going on where an interrupted import of the same files stopped. */
export async function importShop(options: ImportOptions): Promise<ImportOutcome> {
  const { files, tables, place, checkpoints, again = false, now } = options;
  const key = importKey(files, tables, place);
  const saved = again ? undefined : checkpoints.find(key);
  if (saved?.finishedAt !== undefined) return { kind: "finished before", finishedAt: saved.finishedAt };

  const sources = files.map(readSource);
  const shop = checkRecords(
    sources.flatMap(({ records }) => records),
    now().toISOString(),
  );
  const problems = [...sources.flatMap((source) => source.problems), ...shop.problems];
  if (problems.length > 0) return { kind: "refused", problems };
  const orphans = await findOrphans(options, shop);
  if (orphans.length > 0) return { kind: "refused", problems: orphans };

  const productIds = new Set([...shop.products, ...shop.reviews].map(({ productId }) => productId));
  const ratings = await ratingsAfter(options.db, tables, { productIds, added: shop.reviews });
  const writes = await toWrites(options, shop, ratings);
  const resumedAfter = saved?.total === writes.length ? saved.written : 0;
  await writeFrom(options, writes, { key, start: resumedAfter });
  await rateOtherProducts(options, shop, ratings);
  checkpoints.save(key, { written: writes.length, total: writes.length, finishedAt: now().toISOString() });
  const { products, customers, orders, reviews, returns } = shop;
  const lists = Object.entries({ products, customers, orders, reviews, returns });
  return {
    kind: "imported",
    counts: Object.fromEntries(lists.map(([name, { length }]) => [name, length])),
    resumedAfter,
  };
}

/** Reviews of products that neither the files nor the shop have. */
async function findOrphans({ db, tables }: ImportOptions, { products, reviews, reviewedAt }: Checked) {
  const brought = new Set(products.map(({ productId }) => productId));
  const elsewhere = reviews.filter(({ productId }) => !brought.has(productId));
  const values = elsewhere.map(({ productId }) => productId);
  const known = await readAll(db, tables.products, { key: "product_id", values, attributes: [] });
  return elsewhere
    .filter(({ productId }) => !known.has(productId))
    .map(
      ({ reviewId, productId }) => `${reviewedAt.get(reviewId)}: review: product_id: there is no product ${productId}`,
    );
}

async function toWrites(
  { db, tables }: ImportOptions,
  { products, customers, orders, reviews, returns }: Checked,
  ratings: ReadonlyMap<string, Rating>,
): Promise<readonly Write[]> {
  const to = (table: string) => (item: Write["item"]) => ({ table, item });
  const rated = products.map((product) => {
    const { sum, count } = ratings.get(product.productId) ?? { sum: 0, count: 0 };
    return toProductItem({ ...product, ratingSum: sum, ratingCount: count });
  });
  return [
    ...rated.map(to(tables.products)),
    ...(await keepAccounts(db, tables.customers, customers)).map(to(tables.customers)),
    ...orders.map(toOrderItem).map(to(tables.orders)),
    ...orders.flatMap(toLineRows).map(to(tables.orders)),
    ...reviews.map(toReviewItem).map(to(tables.reviews)),
    ...returns.map(toReturnItem).map(to(tables.returns)),
  ];
}

async function writeFrom(
  { db, tables, checkpoints, now, onProgress = () => undefined }: ImportOptions,
  writes: readonly Write[],
  { key, start }: { key: string; start: number },
): Promise<void> {
  const total = writes.length;
  let written = start;
  for (let at = start; at < total; at += chunkSize) {
    // Stamped as late as can be: search replicas ask for what has changed since they last asked.
    const updated_at = now().toISOString();
    const chunk = writes
      .slice(at, at + chunkSize)
      .map(({ table, item }) => ({ table, item: table === tables.products ? { ...item, updated_at } : item }));
    await writeAll(db, chunk, {
      onWritten(count) {
        written += count;
        onProgress(written, total);
      },
    });
    checkpoints.save(key, { written, total });
  }
}

/** Ratings of products that the files review but do not bring. */
async function rateOtherProducts(
  { db, tables, now }: ImportOptions,
  { products }: Checked,
  ratings: ReadonlyMap<string, Rating>,
): Promise<void> {
  const brought = new Set(products.map(({ productId }) => productId));
  for (const [product_id, { sum, count }] of ratings) {
    if (brought.has(product_id)) continue;
    await db.send(
      new UpdateCommand({
        TableName: tables.products,
        Key: { product_id },
        UpdateExpression: "SET rating_sum = :sum, rating_count = :count, updated_at = :now",
        ConditionExpression: "attribute_exists(product_id)",
        ExpressionAttributeValues: { ":sum": sum, ":count": count, ":now": now().toISOString() },
      }),
    );
  }
}
