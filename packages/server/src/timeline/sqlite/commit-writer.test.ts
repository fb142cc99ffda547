import { beforeEach, expect, test } from 'bun:test';
import { entry, group, keyOfUser, other } from '../conformance/subject-conformance.ts';
import type { Commit } from '../timeline.ts';
import { CommitWriter } from './commit-writer.ts';
import { Connection } from './connection.ts';
import { migrate } from './schema.ts';

const nowMs = 1_700_000_000_000;
let db: Connection;
let writer: CommitWriter;

beforeEach(() => {
  db = new Connection(':memory:');
  migrate(db, nowMs);
  writer = new CommitWriter(db, 100);
});

function append(text: string, part: Partial<Commit> = {}): Commit {
  return { appends: [{ queues: [group, other], entry: entry(text) }], ...part };
}

/** Passes no check of the main thread; here it fails in SQLite, after its first row. */
function poison(): Commit {
  const appends = [
    { queues: [group], entry: entry('poison') },
    { queues: [group], entry: null as unknown as string },
  ];
  return { appends, once: { sender: keyOfUser('ann'), clientId: 'p', at: 1 } };
}

function bodies(): unknown[] {
  return db.values('SELECT body FROM entry ORDER BY place').flat();
}

test('a commit that SQLite refuses fails alone; its neighbours are placed without a hole', () => {
  writer.write([append('before')], nowMs);
  const outcomes = writer.write([append('left'), poison(), append('right')], nowMs);
  expect(outcomes).toMatchObject([
    { placed: [{ syncIds: [2, 2] }] },
    { name: 'InvalidCommitError' },
    { placed: [{ syncIds: [3, 3] }] },
  ]);
  const texts = ['before', 'left', 'right'].map(entry);
  expect(bodies()).toEqual([...texts, ...texts]);
  expect(db.value('SELECT count(*) FROM once_0') ?? db.value('SELECT count(*) FROM once_1')).toBe(
    0,
  );
  expect(db.inTransaction).toBe(false);
  expect(writer.write([append('next')], nowMs)).toMatchObject([{ placed: [{ syncIds: [4, 4] }] }]);
});

test('a store error ends the whole batch, nothing of it is stored, the next one is served', () => {
  writer.write([append('before')], nowMs);
  const pages = Number(db.value('PRAGMA page_count'));
  db.run(`PRAGMA max_page_count = ${pages}`);
  const large = append('x'.repeat(100_000));
  expect(() => writer.write([append('fits'), large], nowMs)).toThrow('full');
  expect(db.inTransaction).toBe(false);
  expect(bodies()).toEqual([entry('before'), entry('before')]);
  expect(writer.write([append('fits')], nowMs)).toMatchObject([{ placed: [{ syncIds: [2, 2] }] }]);
  db.run('PRAGMA max_page_count = 100000');
  expect(writer.write([large], nowMs)).toMatchObject([{ placed: [{ syncIds: [3, 3] }] }]);
});

test('a forgotten queue goes on where it was', () => {
  const small = new CommitWriter(db, 1);
  for (let n = 1; n <= 5; n += 1) {
    for (const queue of [group, other, 'shop/group:third' as typeof group]) {
      const [outcome] = small.write([{ appends: [{ queues: [queue], entry: entry(n) }] }], nowMs);
      expect(outcome).toMatchObject({ placed: [{ syncIds: [n] }] });
    }
  }
});
