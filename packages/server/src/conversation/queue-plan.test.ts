import { describe, expect, test } from 'bun:test';
import type { FanoutMode, Priority, QueueId, QueuePosition } from '@eagre/protocol';
import type { Membership } from '../timeline/records.ts';
import type { QueueHead } from '../timeline/timeline.ts';
import { beginAt, continueFrom } from './continuation.ts';
import { droppedQueues, followedQueues, planQueues } from './queue-plan.ts';

const log = (head: number, low = 0, epoch = 7): QueueHead => ({ epoch, head, low });

/** epoch, position | head, low, recent | from, gap: common cases, edges, and what can't be. */
const continuations: [[number, number], [number, number, number], number, string?][] = [
  [[7, 40], [50, 0, 20], 40],
  [[7, 50], [50, 0, 20], 50],
  [[7, 0], [50, 0, 20], 0],
  [[7, 0], [0, 0, 20], 0],
  [[7, 10], [50, 10, 20], 10],
  [[7, 9], [50, 10, 20], 10, 'trimmed'],
  [[7, 0], [50, 50, 20], 50, 'trimmed'],
  [[7, 51], [50, 0, 20], 30, 'epoch'],
  [[7, 51], [50, 40, 20], 40, 'epoch'],
  [[7, 1], [0, 0, 20], 0, 'epoch'],
  [[6, 40], [50, 0, 20], 30, 'epoch'],
  [[8, 40], [50, 0, 20], 30, 'epoch'],
  [[6, 40], [50, 45, 20], 45, 'epoch'],
  [[6, 0], [50, 0, 0], 50, 'epoch'],
  [[6, 0], [5, 0, 100], 0, 'epoch'],
];

test.each(continuations)(
  'position %p in a log of head, low, recent %p goes on from %i',
  (...row) => {
    const [[epoch, syncId], [head, low, recent], from, gap] = row;
    const expected = gap === undefined ? { from } : { from, gap };
    expect(continueFrom({ epoch, syncId }, log(head, low), recent)).toEqual(expected as never);
  },
);

test.each([
  // start, fresh | head, low, recent | from
  [0, true, 50, 0, 20, 30],
  [0, true, 5, 0, 20, 0],
  [40, true, 50, 0, 20, 40],
  [0, true, 50, 35, 20, 35],
  [0, true, 50, 0, 0, 50],
  [12, false, 50, 0, 20, 12],
  [0, false, 50, 0, 20, 0],
  [12, false, 50, 20, 20, 20],
  // A log that was restored to before the user joined.
  [60, false, 50, 0, 20, 50],
  [60, true, 50, 0, 20, 50],
])('start %i, fresh %p, head %i, low %i, recent %i: from %i', (...row) => {
  const [start, isFresh, head, low, recent, from] = row;
  expect(beginAt({ start, isFresh }, log(head, low), recent)).toBe(from);
});

interface Case {
  mode?: FanoutMode;
  priority?: Priority;
  muted?: boolean;
  start?: number;
  log?: QueueHead;
}

function plan(
  conversations: Record<string, Case>,
  positions: QueuePosition[],
  userLog = log(100),
  recent = 20,
) {
  const memberships = Object.entries(conversations).map(
    ([id, { mode = 'read', priority = 'normal', muted = false, start = 0, log: own }]) =>
      ({
        conversation: { app: 'shop', conversation: id, mode, priority },
        member: { user: 'ann', muted, start, read: 0 },
        epoch: own?.epoch ?? 7,
        head: own?.head ?? 50,
      }) as unknown as Membership,
  );
  const logs = new Map(
    Object.entries(conversations).map(([id, one]) => [id as QueueId, one.log ?? log(50)]),
  );
  const input = { user: 'ann', positions, recent, memberships, userLog, logs };
  return {
    queues: planQueues(input).map(({ queue, from, gap, priority }) =>
      [queue, from, priority, gap].filter((one) => one !== undefined).join(' '),
    ),
    dropped: droppedQueues(input) as string[],
    followed: followedQueues(memberships, positions).length,
  };
}

const at = (queue: string, syncId: number, epoch = 7): QueuePosition => [
  queue as QueueId,
  epoch,
  syncId,
];

describe('which queues, in which order, from where', () => {
  test('a fresh device gets the recent end of everything', () => {
    expect(plan({ 'group:a': {}, 'group:b': { start: 45 } }, []).queues).toEqual([
      'user:ann 80 high',
      'group:a 30 normal',
      'group:b 45 normal',
    ]);
  });

  test('a known device gets a group that it never saw from where the user joined', () => {
    const { queues } = plan({ 'group:a': { start: 5 } }, [at('user:ann', 100)]);
    expect(queues).toEqual(['user:ann 100 high', 'group:a 5 normal']);
  });

  test('a device with positions but none of its user queue is fresh for the rest', () => {
    const { queues } = plan({ 'group:a': {}, 'group:b': {} }, [at('group:a', 2)]);
    expect(queues).toEqual(['user:ann 80 high', 'group:a 2 normal', 'group:b 30 normal']);
  });

  test('urgent classes come first, muted ones last, equal ones by id', () => {
    const { queues } = plan(
      {
        'group:a': { priority: 'low' },
        'group:b': { priority: 'critical', muted: true },
        'group:c': { priority: 'critical' },
        'group:d': {},
        'group:e': { priority: 'high' },
        'group:aa': {},
      },
      [at('user:ann', 100)],
    );
    const ids = queues.map((one) => one.split(' ')[0]);
    expect(ids).toEqual([
      'user:ann',
      'group:c',
      'group:e',
      'group:aa',
      'group:d',
      'group:a',
      'group:b',
    ]);
  });

  test('conversations in write mode come as copies, not as queues', () => {
    const conversations: Record<string, Case> = {
      'group:w': { mode: 'write' },
      'direct:ann:bob': { mode: 'write' },
    };
    expect(plan(conversations, []).queues).toHaveLength(1);
    expect(plan(conversations, [at('direct:ann:bob', 3)]).queues).toHaveLength(1);
  });

  test('what was said in a queue until it was switched to write mode is still to be had', () => {
    const conversations: Record<string, Case> = { 'group:w': { mode: 'write' } };
    const queuesAt = (position: QueuePosition) => plan(conversations, [position]).queues.slice(1);
    expect(queuesAt(at('group:w', 48))).toEqual(['group:w 48 normal']);
    expect(queuesAt(at('group:w', 50))).toEqual([]);
    expect(queuesAt(at('group:w', 50, 6))).toEqual(['group:w 30 normal epoch']);
  });

  test('gaps are told for every queue of its own', () => {
    const { queues } = plan({ 'group:a': { log: log(50, 40) }, 'group:b': {} }, [
      at('user:ann', 101),
      at('group:a', 39),
      at('group:b', 10),
    ]);
    expect(queues).toEqual([
      'user:ann 80 high epoch',
      'group:a 40 normal trimmed',
      'group:b 10 normal',
    ]);
  });

  test('a queue that is named twice counts once, the last time', () => {
    const { queues } = plan({ 'group:a': {} }, [at('group:a', 1), at('group:a', 9)]);
    expect(queues[1]).toBe('group:a 9 normal');
  });

  test('queues that are not the user’s are dropped', () => {
    const { dropped } = plan({ 'group:a': {}, 'group:w': { mode: 'write' } }, [
      at('user:ann', 1),
      at('user:bob', 1),
      at('group:a', 1),
      at('group:w', 50),
      at('group:gone', 1),
      at('room:x', 1),
    ]);
    expect(dropped).toEqual(['user:bob', 'group:gone', 'room:x']);
  });
});
