import { expect, test } from 'bun:test';
import { existsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { realClock } from '@eagre/protocol';
import { tempDir } from '@eagre/testkit';
import { documentKey, type QueueKey } from '../../src/keys.ts';
import { restoreFrom } from '../../src/timeline/restore.ts';
import type { Timeline } from '../../src/timeline/timeline.ts';
import { openSqliteTimeline } from '../../src/timeline/timeline-sqlite.ts';

const [one, two] = ['shop/group:one', 'shop/group:two'] as [QueueKey, QueueKey];

function open(directory: string): Promise<Timeline> {
  return openSqliteTimeline({ directory, clock: realClock });
}

const counters = documentKey(one, 'counters');

/** The entry counts itself, and is named in a document. */
function append(timeline: Timeline, n: number) {
  const entry = JSON.stringify({ n, text: 'x'.repeat(300) });
  return timeline.commit({
    appends: [{ queues: [one, two], entry }],
    writes: [
      { write: 'document', key: counters, value: String(n) },
      { write: 'count', key: counters, name: 'entries', add: 1 },
    ],
  });
}

async function entriesOf(timeline: Timeline, queue: QueueKey): Promise<string[]> {
  const [range] = await timeline.ranges([{ queue, after: 0, limit: 1e9, bytes: 1e9 }]);
  return range?.entries ?? [];
}

test('a backup while writing is one state of the store, and is restored with new epochs', async () => {
  using directory = tempDir();
  const at = (name: string) => join(directory.path, name);
  const timeline = await open(at('store'));
  await Promise.all(Array.from({ length: 3000 }, (_, n) => append(timeline, n)));
  let isDone = false;
  let written = 3000;
  const writing = (async () => {
    while (!isDone) await append(timeline, written++);
  })();
  const ackedBefore = written;
  const { bytes } = await timeline.backup(at('backup'));
  isDone = true;
  await writing;
  expect(bytes).toBe(statSync(at('backup')).size);
  expect(existsSync(at('backup.partial'))).toBe(false);
  const [before] = await timeline.heads([one]);
  await timeline.close();

  const { queues, epoch } = restoreFrom(at('backup'), at('restored'), realClock.now());
  expect(queues).toBe(2);
  const restored = await open(at('restored'));
  try {
    const [first, second] = [await entriesOf(restored, one), await entriesOf(restored, two)];
    expect(first).toEqual(second);
    expect(first.length).toBeGreaterThanOrEqual(ackedBefore);
    first.forEach((text, n) => {
      if (JSON.parse(text).n !== n) throw new Error(`entry ${n} is ${text}`);
    });
    const { length } = first;
    expect(await restored.document(counters)).toMatchObject({
      version: length,
      value: String(length - 1),
    });
    expect(await restored.counts(counters)).toEqual(new Map([['entries', length]]));
    const heads = await restored.heads([one, two, 'shop/group:new' as QueueKey]);
    expect(heads.map((head) => head.epoch)).toEqual([epoch, epoch, epoch]);
    expect(epoch).toBeGreaterThan(before?.epoch ?? 0);
    expect(await append(restored, first.length)).toMatchObject({
      placed: [{ syncIds: [first.length + 1, first.length + 1], epochs: [epoch, epoch] }],
    });
  } finally {
    await restored.close();
  }
});

test('a backup overwrites nothing, and a restore only fills an empty directory', async () => {
  using directory = tempDir();
  const at = (name: string) => join(directory.path, name);
  const timeline = await open(at('store'));
  await append(timeline, 1);
  writeFileSync(at('taken'), 'precious');
  const refused = timeline.backup(at('taken'));
  expect(await refused.catch((error: { code: string }) => error.code)).toBe('exists');
  expect(await Bun.file(at('taken')).text()).toBe('precious');
  const nowhere = timeline.backup(at('none/backup'));
  expect(await nowhere.catch((error: Error) => error.name)).not.toBeUndefined();
  await timeline.backup(at('backup'));
  expect(() => restoreFrom(at('backup'), at('store'), 1)).toThrow('in use');
  await timeline.close();
  expect(() => restoreFrom(at('backup'), at('store'), 1)).toThrow('exists');
  expect(() => restoreFrom(at('taken'), at('empty'), 1)).toThrow();
  expect(existsSync(at('empty/timeline.db'))).toBe(false);
  expect(restoreFrom(at('backup'), at('empty'), 1).queues).toBe(2);
});

test('a clock that was set back still gives a newer epoch', async () => {
  using directory = tempDir();
  const at = (name: string) => join(directory.path, name);
  const timeline = await open(at('store'));
  await append(timeline, 1);
  const [head] = await timeline.heads([one]);
  await timeline.backup(at('backup'));
  await timeline.close();
  expect(restoreFrom(at('backup'), at('again'), 0).epoch).toBe((head?.epoch ?? 0) + 1);
});
