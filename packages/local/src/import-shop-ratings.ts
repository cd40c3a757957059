import {
  type DynamoDBDocumentClient,
  QueryCommand,
  type QueryCommandOutput,
  ScanCommand,
  type ScanCommandOutput,
} from "@aws-sdk/lib-dynamodb";
import type { Tables } from "@shop/aws";
import type { Review } from "@shop/core";

export interface Rating {
  readonly sum: number;
  readonly count: number;
}

type Rated = Pick<Review, "reviewId" | "productId" | "rating">;

/** Above this many products one scan of all reviews is cheaper than a query for each. */
const manyProducts = 200;
const concurrency = 8;

/** What the ratings of products will be once `added` are written over the reviews that the shop has today. */
export async function ratingsAfter(
  db: DynamoDBDocumentClient,
  tables: Tables,
  { productIds, added }: { productIds: ReadonlySet<string>; added: readonly Review[] },
): Promise<ReadonlyMap<string, Rating>> {
  const stored = productIds.size > manyProducts ? await scan(db, tables) : await query(db, tables, productIds);
  const reviews = new Map([...stored, ...added].map((review) => [review.reviewId, review]));
  const ratings = new Map([...productIds].map((productId) => [productId, { sum: 0, count: 0 }]));
  for (const { productId, rating } of reviews.values()) {
    const known = ratings.get(productId);
    if (known) ratings.set(productId, { sum: known.sum + rating, count: known.count + 1 });
  }
  return ratings;
}

const toRated = (item: Record<string, unknown>): Rated => ({
  reviewId: String(item["review_id"]),
  productId: String(item["product_id"]),
  rating: Number(item["rating"]),
});

async function query(db: DynamoDBDocumentClient, { reviews }: Tables, ids: ReadonlySet<string>): Promise<Rated[]> {
  const found: Rated[] = [];
  const waiting = ids.values();
  const lane = async () => {
    for (const productId of waiting) found.push(...(await queryOne(db, reviews, productId)));
  };
  await Promise.all(Array.from({ length: concurrency }, lane));
  return found;
}

async function queryOne(db: DynamoDBDocumentClient, TableName: string, productId: string): Promise<Rated[]> {
  const found: Rated[] = [];
  let ExclusiveStartKey: Record<string, unknown> | undefined;
  do {
    const page: QueryCommandOutput = await db.send(
      new QueryCommand({
        TableName,
        IndexName: "product_id-created_at-index",
        KeyConditionExpression: "product_id = :product",
        ExpressionAttributeValues: { ":product": productId },
        ProjectionExpression: "review_id, product_id, rating",
        ExclusiveStartKey,
      }),
    );
    found.push(...(page.Items ?? []).map(toRated));
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey);
  return found;
}

async function scan(db: DynamoDBDocumentClient, { reviews: TableName }: Tables): Promise<Rated[]> {
  const found: Rated[] = [];
  let ExclusiveStartKey: Record<string, unknown> | undefined;
  do {
    const ProjectionExpression = "review_id, product_id, rating";
    const page: ScanCommandOutput = await db.send(
      new ScanCommand({ TableName, ProjectionExpression, ExclusiveStartKey, ConsistentRead: true }),
    );
    found.push(...(page.Items ?? []).map(toRated));
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey);
  return found;
}
