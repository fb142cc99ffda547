import { describe, expect, test } from 'bun:test';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { QueueId } from '@eagre/protocol';
import { tempDir } from '@eagre/testkit';
import { IDBFactory } from 'fake-indexeddb';
import { filePositions } from '../src/storage/file.ts';
import { indexedDbPositions } from '../src/storage/indexed-db.ts';
import { localStoragePositions } from '../src/storage/local-storage.ts';
import { memoryPositions } from '../src/storage/memory.ts';
import type { OpenPositionStore, SavedPosition } from '../src/storage/position-store.ts';
import { PositionKeeper } from '../src/sync/position-keeper.ts';
import { StepClock } from './model/step-clock.ts';

class StorageStub {
  readonly items = new Map<string, string>();
  getItem(key: string): string | null {
    return this.items.get(key) ?? null;
  }
  setItem(key: string, value: string): void {
    this.items.set(key, value);
  }
}

const at = (queue: string, syncId: number): SavedPosition => ({
  queue: queue as QueueId,
  epoch: 1,
  syncId,
  known: syncId,
  followed: true,
});
const ann = { user: 'ann', device: 'd1' };
const nothing = { positions: [], forgotten: [] };
const dir = tempDir();
const stub = new StorageStub();
const factory = new IDBFactory();

/** Each gives two openings of the same place, as two runs of a program have them. */
const stores: [string, () => OpenPositionStore][] = [
  [
    'memory',
    (() => {
      const one = memoryPositions();
      return () => one;
    })(),
  ],
  ['localStorage', () => localStoragePositions(stub)],
  ['IndexedDB', () => indexedDbPositions(factory)],
  ['file', () => filePositions(join(dir.path, 'not', 'yet', 'there'))],
];

describe.each(stores)('positions in %s', (name, open) => {
  test('a new device has none', async () => {
    const store = open()({ user: 'nobody', device: 'd' });
    expect(await store.load()).toEqual({ positions: [], unsent: [] });
    await store.close();
  });

  test('what was saved is there in the next run: changed, forgotten and unsent', async () => {
    const first = open()(ann);
    await first.load();
    await first.save({ ...nothing, positions: [at('user:ann', 5), at('group:g', 7)] });
    const unsent = [
      { clientId: 'c', conversation: 'group:g', kind: 'text', body: { text: 'é' }, at: 1 },
    ];
    await first.save({ positions: [at('user:ann', 6)], forgotten: ['group:g' as QueueId], unsent });
    await first.save({ ...nothing, positions: [at('group:h', 1)] });
    await first.close();
    const second = open()(ann);
    const { positions, unsent: waiting } = await second.load();
    expect(positions.toSorted((a, b) => (a.queue < b.queue ? -1 : 1))).toEqual([
      at('group:h', 1),
      at('user:ann', 6),
    ]);
    expect(waiting).toEqual(unsent);
    await second.save({ ...nothing, unsent: [] });
    await second.close();
    const third = open()(ann);
    expect((await third.load()).unsent).toEqual([]);
    await third.close();
  });

  test('users and devices do not see each other', async () => {
    for (const owner of [
      { user: 'bob', device: 'd1' },
      { user: 'ann', device: 'd2' },
    ]) {
      const store = open()(owner);
      expect((await store.load()).positions).toEqual([]);
      await store.save({ ...nothing, positions: [at(`user:${owner.user}`, 99)] });
      await store.close();
    }
    const store = open()(ann);
    expect((await store.load()).positions).not.toContainEqual(at('user:ann', 99));
    await store.close();
    expect(name).not.toBe('');
  });

  test('what is handed out is a copy', async () => {
    const store = open()({ user: 'copy', device: 'd' });
    await store.load();
    const position = at('user:copy', 1);
    await store.save({ ...nothing, positions: [position] });
    position.syncId = 77;
    await store.close();
    const again = open()({ user: 'copy', device: 'd' });
    const loaded = await again.load();
    expect(loaded.positions).toEqual([at('user:copy', 1)]);
    await again.close();
  });
});

test('a file that was half written by something else counts as none; no temporary file is left', async () => {
  using place = tempDir();
  writeFileSync(join(place.path, 'ann~d1.json'), '{"positions":[{"que');
  const store = filePositions(place.path)(ann);
  expect(await store.load()).toEqual({ positions: [], unsent: [] });
  await store.save({ ...nothing, positions: [at('user:ann', 1)] });
  expect(readdirSync(place.path)).toEqual(['ann~d1.json']);
});

test('saves are gathered, written one after the other, and repeated when they fail', () => {
  const clock = new StepClock();
  const saves: { positions: SavedPosition[]; done: (failed: boolean) => void }[] = [];
  const keeper = new PositionKeeper(clock, 100, ({ positions }, done) =>
    saves.push({ positions, done }),
  );
  const place = at('group:g', 1);
  keeper.set(place.queue, place);
  keeper.set(place.queue, at('group:g', 2));
  clock.advance(99);
  expect(saves.length).toBe(0);
  clock.advance(1);
  expect(saves[0]?.positions).toEqual([at('group:g', 2)]);
  keeper.set('group:h' as QueueId, at('group:h', 1));
  let flushed = false;
  keeper.flush(() => (flushed = true));
  expect(saves.length).toBe(1);
  saves[0]?.done(false);
  expect(saves[1]?.positions).toEqual([at('group:h', 1)]);
  expect(flushed).toBe(false);
  saves[1]?.done(true);
  expect(flushed).toBe(true);
  clock.advance(100);
  expect(saves[2]?.positions).toEqual([at('group:h', 1)]);
  saves[2]?.done(false);
  expect(clock.pendingTimers).toBe(0);
});
