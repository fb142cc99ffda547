import { expect, test } from 'bun:test';
import type { QueueId } from '@eagre/protocol';
import { SyncEngine } from '../src/sync/sync-engine.ts';
import { StepClock } from './model/step-clock.ts';

const user = 'user:ann' as QueueId;
const queue = (name: string, head: number, from: number) => ({
  ...{ queue: name, epoch: 1, head, from, items: [], priority: 'normal' },
});

function setUp(saved: object[] = []) {
  const clock = new StepClock();
  const asked: { cmd: string; args: { ranges: unknown[] }; done: (result: unknown) => void }[] = [];
  const engine = new SyncEngine(
    {
      clock,
      random: { next: () => 0.5 },
      backoffBaseMs: 100,
      backoffCapMs: 1_000,
      syncEveryMs: 5_000,
    },
    {
      ask: (cmd, args, done) => asked.push({ cmd, args: args as never, done: done as never }),
      emit: () => {},
      moved: () => {},
    },
    user,
    [{ queue: user, epoch: 1, syncId: 4, known: 4, followed: true }, ...(saved as never[])],
  );
  const connect = (...queues: object[]) => {
    engine.hello();
    engine.online({ queues: [queue(user, 4, 4), ...queues], dropped: [] } as never);
  };
  const push = (name: string, first: number, ...items: object[]) =>
    engine.push({ push: 'entries', queue: name, epoch: 1, first, items } as never);
  const answer = (ok: object) => asked.shift()?.done({ ok });
  const followed = () => engine.hello().positions?.map(([name]) => name as string);
  return { clock, engine, asked, connect, push, answer, followed };
}

const about = { conversation: 'group:g', epoch: 1, syncId: 3, at: 1 };
const joined = { ...about, type: 'joined', by: 'ann', mode: 'read', priority: 'normal' };

test('a list of queues does not undo what the user queue has told since', () => {
  const { clock, connect, push, asked, answer, followed } = setUp();
  connect();
  clock.advance(5_000);
  expect(asked[0]?.cmd).toBe('sync');
  push(user, 5, joined);
  answer({ queues: [queue(user, 4, 4)], dropped: [] });
  expect(followed()).toEqual([user, 'group:g']);
  clock.advance(5_000);
  push(user, 6, { ...about, type: 'left', by: 'ann', reason: 'left' });
  answer({ queues: [queue(user, 5, 5), queue('group:g', 3, 3)], dropped: [] });
  expect(followed()).toEqual([user]);
});

test('what is missing at one moment is pulled by one command, urgent queues first', () => {
  const { engine, connect, asked } = setUp();
  const of = (name: string, priority: string) => ({ ...queue(name, 9, 9), priority });
  connect(of('group:low', 'low'), of('group:high', 'high'), of('group:normal', 'normal'));
  const heads = ['group:low', 'group:normal', 'group:high', user].map((name) => [name, 1, 12]);
  engine.push({ push: 'head', heads } as never);
  expect(asked.length).toBe(1);
  const ranges = asked[0]?.args.ranges as { queue: string }[];
  expect(ranges.map((range) => range.queue)).toEqual([
    user,
    'group:high',
    'group:normal',
    'group:low',
  ]);
});

test('a failed pull is tried again after a pause, as late as the server asks', () => {
  const { engine, clock, connect, asked } = setUp();
  connect(queue('group:g', 9, 9));
  engine.push({ push: 'head', heads: [['group:g', 1, 10]] } as never);
  const error = { code: 'overloaded', message: '', temporary: true, retryAfterMs: 300 };
  asked.shift()?.done({
    ok: { ranges: [{ queue: 'group:g', epoch: 1, head: 0, from: 9, items: [], error }] },
  });
  clock.advance(349);
  expect(asked.length).toBe(0);
  clock.advance(1);
  expect(asked.map(({ cmd }) => cmd)).toEqual(['pull']);
});

test('a server that gives nothing is not asked in a loop', () => {
  const { engine, clock, connect, asked } = setUp();
  connect(queue('group:g', 9, 9));
  engine.push({ push: 'head', heads: [['group:g', 1, 10]] } as never);
  for (let round = 0; round < 20; round += 1) {
    const pull = asked.findIndex(({ cmd }) => cmd === 'pull');
    const nothing = { queue: 'group:g', epoch: 1, head: 10, from: 9, items: [] };
    asked.splice(pull, 1)[0]?.done({ ok: { ranges: [nothing] } });
    expect(asked.some(({ cmd }) => cmd === 'pull')).toBe(false);
    clock.advance(500);
  }
});

test('what a saved position still owes is pulled by the next run, followed or not', () => {
  const owed = { queue: 'group:g', epoch: 1, syncId: 5, known: 8, followed: false };
  const { connect, asked, followed } = setUp([owed]);
  connect();
  expect(asked[0]?.args.ranges).toEqual([{ queue: 'group:g', epoch: 1, from: 5 }]);
  expect(followed()).toEqual([user]);
});

test('offline it asks nothing, and leaves no timer', () => {
  const { engine, clock, connect, asked } = setUp();
  connect(queue('group:g', 9, 9));
  engine.push({ push: 'head', heads: [['group:g', 1, 10]] } as never);
  engine.offline();
  asked.shift()?.done({ error: { code: 'disconnected', temporary: true } });
  clock.advance(60_000);
  expect([asked.length, clock.pendingTimers]).toEqual([0, 0]);
});
