/** Lets callers who ask for the same key at the same time wait for one piece of work. */
export function singleFlight<Value>() {
  const underWay = new Map<string, Promise<Value>>();
  return (key: string, work: () => Promise<Value>): Promise<Value> => {
    const mine = underWay.get(key) ?? work().finally(() => underWay.delete(key));
    underWay.set(key, mine);
    return mine;
  };
}
