import { expect, test } from 'bun:test';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { realClock } from '@eagre/protocol';
import { ChildProcess, tempDir, testScale, until, withSeed } from '@eagre/testkit';
import { type ConversationKey, documentKey, type UserKey } from '../../src/keys.ts';
import type { Timeline } from '../../src/timeline/timeline.ts';
import { openSqliteTimeline } from '../../src/timeline/timeline-sqlite.ts';

const program = join(import.meta.dir, 'append-forever.ts');
const queues = [0, 1, 2, 3, 4].map((n) => `shop/group:g${n}` as ConversationKey);

async function crashOnce(directory: string, acks: string, run: number, afterMs: number) {
  await using child = ChildProcess.start([process.execPath, program, directory, acks, `${run}`]);
  const before = sizeOf(acks);
  await until(() => sizeOf(acks) > before || child.exitCode !== null, { timeoutMs: 20_000 });
  expect(child.exitCode, child.output).toBeNull();
  await Bun.sleep(afterMs);
  await child.kill();
}

/** Every acknowledged entry at its place, every entry once, no hole. Returns the epochs. */
async function verify(timeline: Timeline, acks: readonly string[]): Promise<number[]> {
  const ranges = await timeline.ranges(
    queues.map((queue) => ({ queue, after: 0, limit: 1e9, bytes: 1e9 })),
  );
  const seen = new Set<string>();
  for (const { head, first, entries } of ranges) {
    expect(first).toBe(1);
    expect(entries).toHaveLength(head);
    for (const text of entries) seen.add(JSON.parse(text).clientId);
  }
  expect(seen.size).toBe(ranges.reduce((sum, { entries }) => sum + entries.length, 0));
  for (const ack of acks) {
    const [queue, syncId, clientId] = ack.split(' ');
    const stored = ranges[queues.indexOf(queue as ConversationKey)]?.entries[Number(syncId) - 1];
    expect(stored === undefined ? ack : JSON.parse(stored).clientId).toBe(clientId);
  }
  return ranges.map(({ epoch }) => epoch);
}

test(
  'kill -9 while thousands append: what was acknowledged is there once, without a hole',
  () =>
    withSeed(async (random) => {
      using directory = tempDir();
      const acksPath = join(directory.path, 'acks');
      const store = join(directory.path, 'store');
      let epochs: number[] | undefined;
      for (let run = 0; run < 5 * testScale(); run += 1) {
        await crashOnce(store, acksPath, run, random.int(120));
        const acks = readFileSync(acksPath, 'utf8').split('\n').slice(0, -1);
        const timeline = await openSqliteTimeline({ directory: store, clock: realClock });
        try {
          const found = await verify(timeline, acks);
          expect(found).toEqual(epochs ?? found);
          epochs = found;
          await verifyState(timeline);
          await retryLast(timeline, acks);
        } finally {
          await timeline.close();
        }
      }
    }),
  120_000,
);

/** What each commit wrote beside its entry is there for the same commits as the entries. */
async function verifyState(timeline: Timeline): Promise<void> {
  for (const queue of queues) {
    const [newest] = await timeline.heads([queue]);
    const head = newest?.head ?? 0;
    if (head === 0) continue;
    const key = documentKey(queue, 'newest');
    expect(await timeline.counts(key)).toEqual(new Map([['entries', head]]));
    const [last] = await timeline.ranges([{ queue, after: head - 1, limit: 1, bytes: 1e6 }]);
    const { clientId } = JSON.parse(last?.entries[0] ?? '');
    const value = JSON.stringify(clientId);
    expect(await timeline.document(key)).toEqual({ key, version: head, value });
  }
}

/** The first answer survived as well. */
async function retryLast(timeline: Timeline, acks: readonly string[]): Promise<void> {
  const [queue, syncId, clientId = ''] = (acks.at(-1) ?? '').split(' ');
  const again = await timeline.commit({
    once: { sender: 'shop/ann' as UserKey, clientId, at: 1 },
    appends: [{ queues: [queue as ConversationKey], entry: '{"clientId":"again"}' }],
  });
  expect(again).toMatchObject({ outcome: 'duplicate', placed: [{ syncIds: [Number(syncId)] }] });
}

function sizeOf(path: string): number {
  return existsSync(path) ? statSync(path).size : 0;
}
