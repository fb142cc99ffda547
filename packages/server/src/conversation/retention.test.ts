import { afterEach, expect, test } from 'bun:test';
import type { AppId, ConversationId, UserId } from '@eagre/protocol';
import { FakeClock } from '@eagre/testkit';
import { conversationKey, type QueueKey, userQueueKey } from '../keys.ts';
import { limits } from '../limits.ts';
import { silentLogger } from '../observability/logger.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { openMemoryTimeline } from '../timeline/timeline-memory.ts';
import { copyText, infoText } from './entries.ts';
import { Retention, type RetentionOptions } from './retention.ts';
import { type AppRetention, RetentionPolicy } from './retention-policy.ts';

const dayMs = 24 * 3_600_000;
const app = 'shop' as AppId;
const group = conversationKey(app, 'group:g' as ConversationId);
const inbox = userQueueKey(app, 'ann' as UserId);

const worlds: { retention: Retention; clock: FakeClock }[] = [];
afterEach(() => {
  for (const { retention, clock } of worlds.splice(0)) {
    retention.close();
    expect(clock.pendingTimers).toBe(0);
  }
});

interface WorldOptions {
  days?: number;
  entries?: number;
  apps?: [AppId, AppRetention][];
  limits?: Partial<RetentionOptions['limits']>;
  wrap?: (timeline: Timeline) => Timeline;
  isMine?: () => boolean;
}

function newWorld({ days = 0, entries = 0, apps = [], wrap, ...options }: WorldOptions) {
  const clock = new FakeClock();
  const store = openMemoryTimeline({ clock });
  const timeline = wrap?.(store) ?? store;
  const lines: object[] = [];
  const reported: unknown[] = [];
  const retention = new Retention({
    store: timeline,
    timeline,
    policy: new RetentionPolicy({ days, entries }, new Map(apps)),
    clock,
    limits: { ...limits, ...options.limits },
    isMine: options.isMine ?? (() => true),
    logger: { ...silentLogger, info: (fields) => void lines.push(fields) },
    report: (error) => void reported.push(error),
  });
  const world = {
    clock,
    timeline,
    retention,
    lines,
    reported,
    /** Entries of now in the log, and copies of them in the user queue. */
    async write(count: number, queue: QueueKey = group): Promise<void> {
      for (let n = 0; n < count; n += 1) {
        const entry = infoText({ at: clock.now(), by: 'ann' as UserId, name: `n${n}` });
        await timeline.commit({
          appends: [
            { queues: [queue], entry },
            { queues: [inbox], entry: copyText(entry), stamp: group },
          ],
        });
      }
    },
    async lows(...queues: QueueKey[]): Promise<number[]> {
      return (await timeline.heads(queues)).map(({ low }) => low);
    },
  };
  worlds.push(world);
  return world;
}

const nextSweep = (clock: FakeClock) => clock.advance(limits.retentionSweepMs + 10_000);

test('the newest entries of each queue are kept, and the head goes on', async () => {
  const { write, lows, clock, retention, lines, timeline } = newWorld({ entries: 5 });
  await write(12);
  await nextSweep(clock);
  expect(await lows(group, inbox)).toEqual([7, 7]);
  expect(retention.counts).toEqual({ sweeps: 1, failed: 0, queues: 2, trimmed: 2, entries: 14 });
  expect(lines).toEqual([{ queues: 2, trimmed: 2, entries: 14, ms: 0 }]);
  await write(1);
  expect((await timeline.heads([group]))[0]).toMatchObject({ head: 13, low: 7 });
  await nextSweep(clock);
  expect(await lows(group, inbox)).toEqual([8, 8]);
  expect(lines[1]).toEqual({ queues: 2, trimmed: 2, entries: 2, ms: 0 });
});

test.each([0, 1, 2, 3, 7, 40])('of entries of two ages the %d old ones go', async (old) => {
  const { write, lows, clock } = newWorld({ days: 2 });
  await write(old);
  await clock.advance(2 * dayMs);
  await write(9);
  await nextSweep(clock);
  expect(await lows(group, inbox)).toEqual([old, old]);
});

test('the place is found by halving, all queues of a page at once', async () => {
  let calls = 0;
  const { write, lows, clock } = newWorld({
    days: 1,
    wrap: (timeline) => ({
      ...timeline,
      ranges: (requests) => {
        calls += 1;
        return timeline.ranges(requests);
      },
    }),
  });
  await write(300);
  await clock.advance(dayMs);
  await write(700);
  calls = 0;
  await nextSweep(clock);
  expect(await lows(group, inbox)).toEqual([300, 300]);
  expect(calls).toBeLessThanOrEqual(12);
});

test('all may be too old; what was trimmed before is not looked at again', async () => {
  let reads = 0;
  const { write, lows, clock } = newWorld({
    days: 1,
    wrap: (timeline) => ({
      ...timeline,
      ranges: (requests) => {
        reads += requests.length;
        return timeline.ranges(requests);
      },
    }),
  });
  await write(3);
  await clock.advance(dayMs + limits.retentionSweepMs);
  expect(await lows(group, inbox)).toEqual([3, 3]);
  reads = 0;
  await nextSweep(clock);
  expect(reads).toBe(0);
});

test('the stricter of both bounds counts', async () => {
  const { write, lows, clock } = newWorld({ days: 1, entries: 4 });
  await write(6);
  await nextSweep(clock);
  expect(await lows(group)).toEqual([2]);
  await clock.advance(dayMs);
  expect(await lows(group)).toEqual([6]);
});

test('an app may keep more or less, by the kind of queue', async () => {
  const direct = conversationKey(app, 'direct:ann:bob' as ConversationId);
  const other = conversationKey('other' as AppId, 'group:g' as ConversationId);
  const { write, lows, clock } = newWorld({
    entries: 5,
    apps: [[app, { user: { entries: 0 }, group: { entries: 2 } }]],
  });
  for (const queue of [group, direct, other]) await write(10, queue);
  await nextSweep(clock);
  expect(await lows(inbox, group, direct, other)).toEqual([0, 8, 5, 5]);
});

test('an entry that does not tell its time stays, and what follows it', async () => {
  const { write, lows, clock, timeline } = newWorld({ days: 1 });
  await timeline.commit({ appends: [{ queues: [group], entry: '{"type":"odd"}' }] });
  await write(3);
  await clock.advance(2 * dayMs);
  expect(await lows(group, inbox)).toEqual([0, 3]);
});

test('pages and slices are bounded, with a pause after each full slice', async () => {
  const trims: [number, number][] = [];
  const { write, lows, clock, retention } = newWorld({
    entries: 1,
    limits: { retentionQueues: 2, trimSlice: 10, retentionTrims: 2, retentionPauseMs: 20 },
    wrap: (timeline) => ({
      ...timeline,
      trim: (queue, upTo) => {
        trims.push([clock.monotonicMs() - startMs, upTo]);
        return timeline.trim(queue, upTo);
      },
    }),
  });
  const logs = ['group:a', 'group:b', 'group:c'].map((id) =>
    conversationKey(app, id as ConversationId),
  );
  for (const queue of logs) await write(queue === logs[0] ? 25 : 3, queue);
  const startMs = clock.monotonicMs();
  const sweep = retention.sweep();
  await clock.advance(1000);
  await sweep;
  expect(trims.slice(0, 5)).toEqual([
    [0, 10],
    [20, 20],
    [40, 24],
    [40, 2],
    // The next page, after the pause of the slice and its own.
    [80, 2],
  ]);
  expect(retention.counts.queues).toBe(4);
  expect(await lows(...logs)).toEqual([24, 2, 2]);
});

test('a failure is reported, and the next sweep begins anew', async () => {
  let broken = true;
  const { write, lows, clock, retention, reported } = newWorld({
    entries: 1,
    wrap: (timeline) => ({
      ...timeline,
      trim: async (queue, upTo) => {
        if (broken) throw new Error('no disk');
        return timeline.trim(queue, upTo);
      },
    }),
  });
  await write(3);
  await nextSweep(clock);
  expect([reported.length, retention.counts.failed, retention.counts.sweeps]).toEqual([1, 1, 0]);
  broken = false;
  await nextSweep(clock);
  expect(await lows(group)).toEqual([2]);
});

test('a sweep that is closed in its pause ends there', async () => {
  const { write, lows, clock, retention } = newWorld({
    entries: 1,
    limits: { trimSlice: 2 },
  });
  await write(9);
  const sweep = retention.sweep();
  await clock.advance(1);
  retention.close();
  await sweep;
  expect(await lows(group, inbox)).toEqual([2, 0]);
});

test('who keeps everything never looks', () => {
  const { clock } = newWorld({ apps: [[app, { group: { days: 0 } }]] });
  expect(clock.pendingTimers).toBe(0);
});

test('a node looks only while it is the one of all that does', async () => {
  let isMine = false;
  const world = newWorld({ entries: 1, isMine: () => isMine });
  await world.write(5);
  await world.clock.advance(limits.retentionSweepMs);
  expect(world.retention.counts.sweeps).toBe(0);
  isMine = true;
  await world.clock.advance(limits.retentionSweepMs);
  expect(world.retention.counts.sweeps).toBe(1);
});
