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
  const events: { type: string; epoch: number; syncId: number }[] = [];
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
      emit: (event) => events.push(event as never),
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
  return { clock, engine, asked, events, connect, push, answer, followed };
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

const stay = [{ ...about, syncId: 2, type: 'left', by: 'ann', reason: 'left' }, joined];

test('what a push told of before `left` and `joined` were heard is pulled afterwards', () => {
  const { engine, connect, push, asked } = setUp();
  connect(queue('group:g', 1, 1), queue('group:h', 1, 1));
  for (const name of [user, 'group:h'])
    engine.push({ push: 'head', heads: [[name, 1, 6]] } as never);
  expect(asked.length).toBe(2);
  // Left at 2 and joined at 3, but the user queue is late; no other pull may be under way.
  push('group:g', 4, { type: 'message', at: 4 });
  const part = { queue: user, epoch: 1, head: 6, from: 4, items: stay };
  asked.shift()?.done({ ok: { ranges: [part] } });
  expect(asked.at(-1)?.args.ranges).toEqual([{ queue: 'group:g', epoch: 1, from: 3 }]);
});

test('so is what came before a pull was refused that was asked for between the stays', () => {
  const { connect, push, asked } = setUp();
  connect(queue('group:g', 1, 1));
  push('group:g', 4, { type: 'message', at: 4 });
  const error = { code: 'not_member', message: '', temporary: false };
  const part = { queue: 'group:g', epoch: 1, head: 0, from: 1, items: [], error };
  asked.shift()?.done({ ok: { ranges: [part] } });
  expect(asked.length).toBe(0);
  push(user, 5, ...stay);
  expect(asked[0]?.args.ranges).toEqual([{ queue: 'group:g', epoch: 1, from: 3 }]);
});

test('a restored user queue tells of older logs: no position goes back to them', () => {
  const { engine, events, asked } = setUp([
    { queue: 'group:g', epoch: 1, syncId: 2, known: 2, followed: false },
  ]);
  const old = (type: string, syncId: number, rest = {}) => ({ ...joined, type, syncId, ...rest });
  const copy = (epoch: number, syncId: number) =>
    old('copy', syncId, { epoch, entry: { type: 'message', at: syncId } });
  engine.hello();
  const restored = { ...queue(user, 9, 5), epoch: 4, gap: 'epoch' };
  engine.online({ queues: [restored], dropped: [] } as never);
  const at = asked.findIndex(({ cmd }) => cmd === 'pull');
  const part = { queue: 'group:g', epoch: 4, head: 3, from: 3, items: [], gap: 'epoch' };
  asked.splice(at, 1)[0]?.done({ ok: { ranges: [part] } });
  const late = [old('left', 3, { epoch: 2 }), old('joined', 2, { mode: 'write' }), copy(1, 3)];
  const items = [...late, copy(4, 4)];
  engine.push({ push: 'entries', queue: user, epoch: 4, first: 6, items } as never);
  expect(engine.positionOf('group:g' as never)).toEqual({ epoch: 4, syncId: 4 });
  const told = events.filter(({ type }) => type === 'gap' || type === 'message');
  expect(told).toMatchObject([
    { type: 'gap', queue: user, reason: 'epoch' },
    { type: 'gap', queue: 'group:g', reason: 'epoch', epoch: 4, to: 3 },
    { type: 'message', epoch: 4, syncId: 4 },
  ]);
});
