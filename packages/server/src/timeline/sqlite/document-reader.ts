import type { Statement } from 'bun:sqlite';
import type { DocumentKey } from '../../keys.ts';
import type { StoredDocument } from '../timeline.ts';
import type { Connection } from './connection.ts';

/** Greater than any character: no key that starts with a prefix comes after the prefix and this. */
const lastCharacter = '\u{10FFFF}';

/** Reads of documents and sums. */
export class DocumentReader {
  readonly #document: Statement;
  readonly #documents: Statement;
  readonly #counts: Statement;

  constructor(db: Connection) {
    this.#document = db.prepare('SELECT key, version, value FROM document WHERE key = ?');
    this.#documents = db.prepare(`
      SELECT key, version, value FROM document
      WHERE key >= ? AND key < ? ORDER BY key LIMIT ?`);
    this.#counts = db.prepare('SELECT name, sum FROM count_sum WHERE key = ?');
  }

  document(key: DocumentKey): StoredDocument | undefined {
    const row = this.#document.values(key)[0];
    return row && toDocument(row);
  }

  documents(prefix: string, after: string, limit: number): StoredDocument[] {
    // One lower bound, so that each page begins where it starts in the index. With the least
    // character behind it, `after` itself is left out.
    const from = after < prefix ? prefix : `${after}\0`;
    return this.#documents.values(from, `${prefix}${lastCharacter}`, limit).map(toDocument);
  }

  counts(key: DocumentKey): Map<string, number> {
    return new Map(this.#counts.values(key) as [string, number][]);
  }
}

function toDocument(row: readonly unknown[]): StoredDocument {
  const [key, version, value] = row as [DocumentKey, number, string];
  return { key, version, value };
}
