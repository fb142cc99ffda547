import { expect, test } from 'bun:test';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { realClock } from '@eagre/protocol';
import { tempDir } from '@eagre/testkit';
import type { QueueKey } from '../../src/keys.ts';
import { type Timeline, TimelineError } from '../../src/timeline/timeline.ts';
import { openSqliteTimeline } from '../../src/timeline/timeline-sqlite.ts';

const queue = 'shop/group:lobby' as QueueKey;

/** A small filesystem of its own; undefined where mounting is not allowed. */
function smallFilesystem(path: string, megabytes: number): Disposable | undefined {
  mkdirSync(path);
  const mount = Bun.spawnSync(['mount', '-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', path]);
  if (!mount.success) return undefined;
  return { [Symbol.dispose]: () => void Bun.spawnSync(['umount', path]) };
}

function canMount(): boolean {
  using directory = tempDir();
  using mounted = smallFilesystem(join(directory.path, 'try'), 1);
  return mounted !== undefined;
}

/** 32 callers append 4 KB each until one is refused. Returns what was acknowledged. */
async function appendUntilRefused(timeline: Timeline): Promise<Map<number, string>> {
  const acked = new Map<number, string>();
  let isRefused = false;
  async function caller(name: number): Promise<void> {
    for (let n = 0; !isRefused; n += 1) {
      const entry = JSON.stringify({ name, n, text: 'x'.repeat(4000) });
      try {
        const result = await timeline.commit({ appends: [{ queues: [queue], entry }] });
        if (result.outcome === 'committed') acked.set(result.placed[0]?.syncIds[0] ?? 0, entry);
      } catch (error) {
        expect(error).toBeInstanceOf(TimelineError);
        expect((error as TimelineError).code).toBe('full');
        isRefused = true;
      }
    }
  }
  await Promise.all(Array.from({ length: 32 }, (_, name) => caller(name)));
  return acked;
}

async function expectStored(timeline: Timeline, acked: Map<number, string>): Promise<void> {
  const [range] = await timeline.ranges([{ queue, after: 0, limit: 1e9, bytes: 1e9 }]);
  expect(range?.head).toBe(acked.size);
  const stored = range?.entries.map((text, index) => [index + 1, text]);
  expect(stored).toEqual([...acked].toSorted(([a], [b]) => a - b));
}

test.skipIf(!canMount())(
  'a full disk: refused as full, nothing acknowledged is lost, goes on when there is room',
  async () => {
    using directory = tempDir();
    const disk = join(directory.path, 'disk');
    using _ = smallFilesystem(disk, 12);
    const ballast = join(disk, 'ballast');
    writeFileSync(ballast, Buffer.alloc(6 * 1024 * 1024));
    const store = { directory: join(disk, 'store'), clock: realClock };
    let timeline = await openSqliteTimeline(store);
    try {
      const acked = await appendUntilRefused(timeline);
      expect(acked.size).toBeGreaterThan(50);
      await expectStored(timeline, acked);
      const large = JSON.stringify({ text: 'x'.repeat(200_000) });
      for (let n = 0; n < 3; n += 1) {
        const again = timeline.commit({ appends: [{ queues: [queue], entry: large }] });
        expect(await again.catch((error: TimelineError) => error.code)).toBe('full');
      }
      rmSync(ballast);
      const result = await timeline.commit({ appends: [{ queues: [queue], entry: large }] });
      expect(result).toMatchObject({ placed: [{ syncIds: [acked.size + 1] }] });
      acked.set(acked.size + 1, large);
      await expectStored(timeline, acked);
      await timeline.close();
      timeline = await openSqliteTimeline(store);
      await expectStored(timeline, acked);
    } finally {
      await timeline.close();
    }
  },
  30_000,
);

test('a store that reached its allowed size: refused as full, goes on after a trim', async () => {
  using directory = tempDir();
  const store = { directory: directory.path, clock: realClock, maxBytes: 2 * 1024 * 1024 };
  const timeline = await openSqliteTimeline(store);
  try {
    const acked = await appendUntilRefused(timeline);
    await expectStored(timeline, acked);
    await timeline.trim(queue, 100);
    const entry = '{"text":"room again"}';
    const result = await timeline.commit({ appends: [{ queues: [queue], entry }] });
    expect(result).toMatchObject({ placed: [{ syncIds: [acked.size + 1] }] });
  } finally {
    await timeline.close();
  }
});
