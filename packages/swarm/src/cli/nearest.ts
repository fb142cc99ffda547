/** A slip of the finger: two letters wrong at most, and not the half of a short word. */
const mostEdits = 2;

/** The name that was probably meant, or undefined when none is near. */
export function nearest(word: string, names: readonly string[]): string | undefined {
  let best: { name: string; edits: number } | undefined;
  for (const name of names) {
    const edits = distance(word, name);
    if (edits < (best?.edits ?? mostEdits + 1)) best = { name, edits };
  }
  return best !== undefined && best.edits * 2 < Math.max(word.length, 2) ? best.name : undefined;
}

/** Letters to put in, take out or change (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_cell, i) => i);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const changed = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(changed, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[b.length] as number;
}
