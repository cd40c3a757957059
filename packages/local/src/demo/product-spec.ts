/** A demo product as we write it down; ids, links and times follow from it. */
export interface ProductSpec {
  /** Names the product inside the demo shop and gives its id. */
  readonly key: string;
  readonly name: string;
  readonly description: string;
  readonly brand: string;
  readonly priceMinor: bigint;
  /** What it cost until some days ago, so that old orders show another price than the catalogue. */
  readonly before?: { readonly priceMinor: bigint; readonly daysAgo: number };
  readonly stock: number;
  /** How many days ago it came into the shop. */
  readonly age: number;
  readonly group?: string;
  readonly options?: Readonly<Record<string, string>>;
}

export const priceAt = ({ priceMinor, before }: ProductSpec, daysAgo: number): bigint =>
  before && daysAgo > before.daysAgo ? before.priceMinor : priceMinor;
