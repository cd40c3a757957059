interface Kept<Value> {
  readonly value: Value;
  readonly weight: number;
}

/** What was asked for lately. All of it together weighs at most so much: the least lately used makes room. */
export class Lately<Key, Value> {
  readonly #kept = new Map<Key, Kept<Value>>();
  readonly #most: number;
  #weight = 0;

  constructor(most: number) {
    this.#most = most;
  }

  get(key: Key): Value | undefined {
    const kept = this.#kept.get(key);
    if (!kept) return undefined;
    // A map keeps its keys in the order in which they came: the last used is at the end.
    this.#kept.delete(key);
    this.#kept.set(key, kept);
    return kept.value;
  }

  put(key: Key, value: Value, weight = 1): Value {
    this.drop(key);
    this.#kept.set(key, { value, weight });
    this.#weight += weight;
    for (const oldest of this.#kept.keys()) {
      if (this.#weight <= this.#most) break;
      this.drop(oldest);
    }
    return value;
  }

  drop(key: Key): void {
    this.#weight -= this.#kept.get(key)?.weight ?? 0;
    this.#kept.delete(key);
  }

  clear(): void {
    this.#kept.clear();
    this.#weight = 0;
  }
}
