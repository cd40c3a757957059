/** Names as small numbers, in the order in which they came. */
export class Names {
  readonly #numbers = new Map<string, number>();
  readonly names: string[] = [];

  constructor(names: readonly string[] = []) {
    for (const name of names) this.numberOf(name);
  }

  numberOf(name: string): number {
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    this.#numbers.set(name, this.names.length);
    return this.names.push(name) - 1;
  }

  find(name: string): number | undefined {
    return this.#numbers.get(name);
  }
}

/** What products have a name in common for. */
export class ShopNames {
  readonly categories: Names;
  readonly currencies: Names;
  readonly groups: Names;

  constructor(lists: readonly (readonly string[])[] = []) {
    [this.categories, this.currencies, this.groups] = [new Names(lists[0]), new Names(lists[1]), new Names(lists[2])];
  }

  static read(bytes: Uint8Array): ShopNames {
    return new ShopNames(JSON.parse(new TextDecoder().decode(bytes)));
  }

  write(): Uint8Array {
    const lists = [this.categories, this.currencies, this.groups].map(({ names }) => names);
    return new TextEncoder().encode(JSON.stringify(lists));
  }
}
