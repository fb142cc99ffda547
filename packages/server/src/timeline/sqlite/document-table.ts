import type { Statement } from 'bun:sqlite';
import type { DocumentKey } from '../../keys.ts';
import { InvalidCommitError } from '../check-commit.ts';
import type { StateWrite } from '../timeline.ts';
import type { Connection } from './connection.ts';

type CountWrite = Extract<StateWrite, { write: 'count' }>;

/**
 * The writer's side of documents and sums. Nothing is remembered between statements: a change of a
 * room's state is rare beside its messages, and one look-up by key is cheap.
 */
export class DocumentTable {
  readonly #version: Statement;
  readonly #put: Statement;
  readonly #remove: Statement;
  readonly #add: Statement;

  constructor(db: Connection) {
    this.#version = db.prepare('SELECT version FROM document WHERE key = ?');
    this.#put = db.prepare(`
      INSERT INTO document (key, version, value) VALUES (?, 1, ?)
      ON CONFLICT (key) DO UPDATE SET version = version + 1, value = excluded.value`);
    this.#remove = db.prepare('DELETE FROM document WHERE key = ?');
    this.#add = db.prepare(`
      INSERT INTO count_sum (key, name, sum) VALUES (?, ?, ?)
      ON CONFLICT (key, name) DO UPDATE SET sum = sum + excluded.sum RETURNING sum`);
  }

  /** 0: there is no such document. */
  version(key: DocumentKey): number {
    const row = this.#version.values(key)[0] as [number] | undefined;
    return row === undefined ? 0 : row[0];
  }

  put(key: DocumentKey, value: string | null): void {
    if (value === null) this.#remove.run(key);
    else this.#put.run(key, value);
  }

  add({ key, name, add }: CountWrite): void {
    const [sum] = this.#add.values(key, name, add)[0] as [number];
    if (Number.isSafeInteger(sum)) return;
    throw new InvalidCommitError(`${key}: the sum ${name} would be ${sum}`);
  }
}
