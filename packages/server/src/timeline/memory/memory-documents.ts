import type { DocumentKey } from '../../keys.ts';
import { InvalidCommitError } from '../check-commit.ts';
import type { Commit, StateWrite, StoredDocument } from '../timeline.ts';

type CountWrite = Extract<StateWrite, { write: 'count' }>;

/** Documents and sums. What it hands out is a copy. */
export class MemoryDocuments {
  readonly #documents = new Map<DocumentKey, StoredDocument>();
  readonly #sums = new Map<DocumentKey, Map<string, number>>();

  /** 0: there is no such document. */
  version(key: DocumentKey): number {
    return this.#documents.get(key)?.version ?? 0;
  }

  /** Throws for additions that cannot be applied, before anything is. */
  check(commit: Commit): void {
    const sums = new Map<string, number>();
    for (const write of commit.writes ?? []) {
      if (write.write !== 'count') continue;
      const place = `${write.key} ${write.name}`;
      const sum = (sums.get(place) ?? this.#sum(write)) + write.add;
      if (!Number.isSafeInteger(sum)) {
        throw new InvalidCommitError(`${write.key}: the sum ${write.name} would be ${sum}`);
      }
      sums.set(place, sum);
    }
  }

  put(key: DocumentKey, value: string | null): void {
    if (value === null) this.#documents.delete(key);
    else this.#documents.set(key, { key, value, version: this.version(key) + 1 });
  }

  add(write: CountWrite): void {
    const sums = this.#sums.getOrInsertComputed(write.key, () => new Map());
    sums.set(write.name, this.#sum(write) + write.add);
  }

  document(key: DocumentKey): StoredDocument | undefined {
    const stored = this.#documents.get(key);
    return stored && { ...stored };
  }

  /** In order of their keys. */
  documents(prefix: string): StoredDocument[] {
    return [...this.#documents.values()]
      .filter(({ key }) => key.startsWith(prefix))
      .map((stored) => ({ ...stored }))
      .toSorted((a, b) => (a.key < b.key ? -1 : 1));
  }

  counts(key: DocumentKey): Map<string, number> {
    return new Map(this.#sums.get(key));
  }

  #sum({ key, name }: CountWrite): number {
    return this.#sums.get(key)?.get(name) ?? 0;
  }
}
