/**
 * Typing errors between two words: letters added, left out, exchanged, or two neighbours swapped (optimal string
 * alignment distance). Stops counting above `most`.
 */
export function editsBetween(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = nextRow(a, b, i, { last, before });
    if (Math.min(...row) > most) return most + 1;
    before = last;
    last = row;
  }
  return at(last, b.length);
}

/** One row of the table of distances between beginnings of the two words. */
function nextRow(a: string, b: string, i: number, { last, before }: Rows): number[] {
  const row = [i];
  for (let j = 1; j <= b.length; j++) {
    const edits = Math.min(at(last, j) + 1, at(row, j - 1) + 1, at(last, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1));
    const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
    row.push(isSwapped ? Math.min(edits, at(before, j - 2) + 1) : edits);
  }
  return row;
}

interface Rows {
  readonly last: readonly number[];
  readonly before: readonly number[];
}

const at = (row: readonly number[], index: number): number => row[index] ?? Number.POSITIVE_INFINITY;
