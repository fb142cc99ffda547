import { Database } from 'bun:sqlite';
import { expect, test } from 'bun:test';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { realClock } from '@eagre/protocol';
import { ChildProcess, tempDir } from '@eagre/testkit';
import type { DocumentKey, QueueKey } from '../../src/keys.ts';
import { Connection, databasePath } from '../../src/timeline/sqlite/connection.ts';
import { migrations } from '../../src/timeline/sqlite/migrations.ts';
import { migrate } from '../../src/timeline/sqlite/schema.ts';
import { StoreOpenError } from '../../src/timeline/sqlite/store-open-error.ts';
import { openSqliteTimeline } from '../../src/timeline/timeline-sqlite.ts';

const holder = join(import.meta.dir, 'hold-open.ts');

async function open(directory: string) {
  return openSqliteTimeline({ directory, clock: realClock });
}

async function refusal(directory: string): Promise<StoreOpenError> {
  const error = await open(directory).then(
    (timeline) => timeline.close(),
    (reason: unknown) => reason,
  );
  if (error instanceof StoreOpenError) return error;
  throw new Error(`not refused as a store that cannot be opened: ${error}`);
}

test('a newer schema is refused, with both versions named', async () => {
  using directory = tempDir();
  await (await open(directory.path)).close();
  const db = new Database(databasePath(directory.path));
  db.run(`PRAGMA user_version = ${migrations.length + 3}`);
  db.close();
  const { code, message } = await refusal(directory.path);
  expect(code).toBe('newer_schema');
  expect(message).toContain(`version ${migrations.length + 3}`);
  expect(message).toContain(`up to ${migrations.length}`);
});

test("another program's database is refused and left alone", async () => {
  using directory = tempDir();
  const db = new Database(databasePath(directory.path));
  db.run('CREATE TABLE theirs (a)');
  expect((await refusal(directory.path)).code).toBe('not_a_store');
  expect(db.query('SELECT name FROM sqlite_schema').values()).toEqual([['theirs']]);
  db.close();
});

test('a damaged file is refused at start', async () => {
  using directory = tempDir();
  writeFileSync(databasePath(directory.path), 'not a database at all'.repeat(1000));
  expect((await refusal(directory.path)).code).toBe('not_a_store');
});

test('a damaged page is found by the check at start', async () => {
  using directory = tempDir();
  const timeline = await open(directory.path);
  const appends = Array.from({ length: 500 }, (_, n) => ({
    queues: ['shop/group:a' as never],
    entry: JSON.stringify({ n, text: 'x'.repeat(300) }),
  }));
  await timeline.commit({ appends });
  await timeline.close();
  const path = databasePath(directory.path);
  const bytes = Buffer.from(await Bun.file(path).arrayBuffer());
  bytes.fill(0xa5, bytes.length - 3 * 4096, bytes.length - 2 * 4096);
  writeFileSync(path, bytes);
  expect((await refusal(directory.path)).code).toBe('damaged');
});

test('a migration runs once, and a step that fails leaves the version before it', () => {
  const db = new Connection(':memory:');
  migrate(db, 5_000, ['CREATE TABLE meta (name TEXT PRIMARY KEY, value INTEGER)']);
  const two = ['must not run again', 'CREATE TABLE second (a)'];
  migrate(db, 9_000, two);
  const version = () => db.value('PRAGMA user_version');
  expect(version()).toBe(2);
  expect(db.values('SELECT value FROM meta')).toEqual([[5]]);
  expect(() =>
    migrate(db, 9_000, [...two, 'CREATE TABLE third (a); CREATE TABLE second (b)']),
  ).toThrow('second');
  expect(version()).toBe(2);
  expect(db.values("SELECT 1 FROM sqlite_schema WHERE name = 'third'")).toEqual([]);
  db.close();
});

test('a store of the first schema is brought to the newest with its entries; not back', async () => {
  using directory = tempDir();
  const path = databasePath(directory.path);
  const old = new Connection(path, { create: true });
  migrate(old, 5_000, migrations.slice(0, 1));
  old.run("INSERT INTO queue VALUES (1, 'shop/room:a', 5, 0)");
  old.run('INSERT INTO entry VALUES ((1 << 32) | 1, \'{"n":1}\')');
  old.close();
  const timeline = await open(directory.path);
  const key = 'shop/room:a#state' as DocumentKey;
  await timeline.commit({
    writes: [
      { write: 'document', key, value: '{}' },
      { write: 'count', key, name: 'likes', add: 2 },
    ],
    appends: [{ queues: ['shop/room:a' as QueueKey], entry: '{"n":2}' }],
  });
  const all = { queue: 'shop/room:a' as QueueKey, after: 0, limit: 9, bytes: 999 };
  expect(await timeline.ranges([all])).toMatchObject([
    { epoch: 5, head: 2, entries: ['{"n":1}', '{"n":2}'] },
  ]);
  expect(await timeline.document(key)).toEqual({ key, value: '{}', version: 1 });
  expect(await timeline.counts(key)).toEqual(new Map([['likes', 2]]));
  await timeline.close();
  const again = new Connection(path);
  expect(() => migrate(again, 6_000, migrations.slice(0, 1))).toThrow('newer program');
  again.close();
});

test('a second process is refused while the first lives, and not after kill -9', async () => {
  using directory = tempDir();
  await using first = ChildProcess.start([process.execPath, holder, directory.path]);
  await first.waitForLine(/^open/);
  await using second = ChildProcess.start([process.execPath, holder, directory.path]);
  await second.waitForLine(new RegExp(`^refused in_use .*process id ${first.pid}`));
  expect((await refusal(directory.path)).code).toBe('in_use');
  await first.kill();
  await (await open(directory.path)).close();
});

test('in one process too, and the directory is free after close', async () => {
  using directory = tempDir();
  const timeline = await open(directory.path);
  expect((await refusal(directory.path)).code).toBe('in_use');
  await timeline.close();
  await (await open(directory.path)).close();
  expect(readdirSync(directory.path).filter((name) => /-(wal|shm)$/.test(name))).toEqual([]);
});
