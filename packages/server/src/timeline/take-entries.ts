/** The size of an entry as limits count it: its bytes in UTF-8. */
export function entryBytes(entry: string): number {
  return Buffer.byteLength(entry);
}

/**
 * The first entries, at most `limit`, that together fit `bytes`; one at least, so that a reader
 * always gets on.
 */
export function takeEntries(entries: readonly string[], limit: number, bytes: number): string[] {
  let count = 0;
  let size = 0;
  for (const entry of entries) {
    if (count >= limit) break;
    size += entryBytes(entry);
    if (size > bytes && count > 0) break;
    count += 1;
  }
  return entries.slice(0, count);
}
