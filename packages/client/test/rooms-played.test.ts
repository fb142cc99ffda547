import { expect, test } from 'bun:test';
import type { ConversationId } from '@eagre/protocol';
import type { Ask } from '../src/connection/requests.ts';
import { ServerClock } from '../src/connection/server-clock.ts';
import { EagreError } from '../src/errors.ts';
import { clientLimits } from '../src/limits.ts';
import { Rooms } from '../src/rooms/rooms.ts';
import type { Stay } from '../src/rooms/stay.ts';
import { StepClock } from './model/step-clock.ts';

interface Asked {
  cmd: string;
  args: { room?: string; leave?: string; gen: number; clientId?: string; ranges?: unknown };
  done: (result: unknown) => void;
}

/** Rooms whose server is played by the test: answers come when and in the order it wants. */
function setUp() {
  const clock = new StepClock();
  const asked: Asked[] = [];
  const ask: Ask = (cmd, args, done) => {
    if (cmd !== 'ping') asked.push({ cmd, args: args as never, done: done as never });
  };
  const rooms = new Rooms(
    {
      ...{ clock, random: { next: () => 0.5 }, user: 'ann', device: 'd', requestTimeoutMs: 10_000 },
      ...{ backoffBaseMs: 100, backoffCapMs: 1_000, sendDeadlineMs: 60_000, sendsAtOnce: 1 },
    },
    { ask, serverClock: new ServerClock(clock), report: () => false },
  );
  rooms.online();
  const answer = (head = 0, more = {}) => ({
    ok: {
      ...{ role: 'host', ticket: 't', epoch: 1, head, from: head, entries: [] },
      ...{ online: { devices: 1, users: 1 }, counters: {}, attributes: {}, chat: [], ...more },
    },
  });
  /** Answers the command that has waited longest. */
  const reply = (result: object) => asked.shift()?.done(result);
  const refuse = (code: string, temporary = false) =>
    reply({ error: new EagreError(code as 'stale', code, { temporary }) });
  const enter = (room: string, leave?: string) =>
    rooms.enter(room as ConversationId, leave as ConversationId | undefined);
  const inside = (room: string): Stay => {
    const stay = enter(room);
    reply(answer());
    return stay;
  };
  const waiting = () => asked.map(({ cmd, args }) => `${cmd} ${args.room ?? ''}`.trim());
  const push = (more: object) =>
    rooms.push({ push: 'room', room: 'room:a', at: 1, epoch: 1, head: 0, ...more } as never);
  const heardOf = (stay: Stay) => {
    const heard: string[] = [];
    for (const name of ['message', 'gap', 'closed'] as const) {
      stay.feed.emitter.on(name, (event: { type: string; reason?: string }) =>
        heard.push([event.type, event.reason].filter(Boolean).join(' ')),
      );
    }
    return heard;
  };
  return { clock, rooms, asked, answer, reply, refuse, enter, inside, waiting, push, heardOf };
}

test('of two hops from a room one may be refused: the other still leaves it', () => {
  const { enter, inside, reply, refuse, answer } = setUp();
  const a = inside('room:a');
  enter('room:b', 'room:a');
  enter('room:c', 'room:a');
  refuse('banned');
  const again = enter('room:a');
  expect(again).not.toBe(a);
  reply(answer());
  expect([a.inside, again.isOpen]).toEqual([false, true]);
});

test('a room is not entered again after a hop from it was sent, and is when that failed', () => {
  const { enter, inside, push, asked, waiting, refuse, rooms } = setUp();
  const a = inside('room:a');
  push({ head: 3 });
  enter('room:b', 'room:a');
  expect(waiting()).toEqual(['pull', 'room.enter room:b']);
  const [pull] = asked.splice(0, 1);
  const part = { queue: 'room:a', epoch: 1, head: 3, from: 2, items: [], gap: 'trimmed' };
  pull?.done({ ok: { ranges: [part] } });
  expect(waiting().filter((what) => what.includes('enter'))).toEqual(['room.enter room:b']);
  refuse('timeout', true);
  expect(waiting()).toContain('room.enter room:a');
  expect(a.inside).toBe(true);
  rooms.offline();
});

test('an entry that was overtaken by a hop is stale, and the hop says what is so', () => {
  const { enter, inside, asked, refuse, answer, rooms } = setUp();
  const a = inside('room:a');
  rooms.offline();
  rooms.online();
  enter('room:b', 'room:a');
  const hop = asked.pop();
  refuse('stale');
  expect([a.inside, asked.length]).toEqual([true, 0]);
  hop?.done(answer());
  expect(a.inside).toBe(false);
});

test('after a hop without an answer the first of the two rooms is entered again', () => {
  const { enter, inside, refuse, waiting } = setUp();
  const a = inside('room:a');
  const b = enter('room:b', 'room:a');
  refuse('timeout', true);
  expect(waiting()).toEqual(['room.enter room:a', 'room.leave room:b']);
  expect([a.inside, b.inside]).toEqual([true, false]);
});

test('what is missing is not pulled before the room was entered again', () => {
  const { inside, push, waiting, rooms, reply, refuse, answer, heardOf } = setUp();
  const heard = heardOf(inside('room:a'));
  push({ head: 2 });
  expect(waiting()).toEqual(['pull']);
  refuse('disconnected', true);
  rooms.offline();
  rooms.online();
  expect(waiting()).toEqual(['room.enter room:a']);
  reply(answer(2, { from: 0, entries: [{ type: 'message' }], truncated: true }));
  expect(waiting()).toEqual(['pull']);
  expect(heard).toEqual([]);
});

test('an answer that frames have overtaken takes no attribute back', () => {
  const { inside, push, rooms, reply, answer } = setUp();
  const a = inside('room:a');
  const entry = (version: number) => ({ type: 'attributes', version, set: { x: version } });
  rooms.offline();
  rooms.online();
  push({ head: 2, first: 1, entries: [entry(1), entry(2)] });
  reply(answer(1, { from: 0, attributes: { x: { value: 1, version: 1 } } }));
  expect(a.feed.attributes.values).toEqual({ x: { value: 2, version: 2 } });
});

test('a reliable message that comes back is stored, whatever became of its answer', () => {
  const { inside, push, asked } = setUp();
  const a = inside('room:a');
  const outcomes: unknown[] = [];
  a.sendReliable({ kind: 'text', body: {} }, ({ ok }) => outcomes.push(ok));
  const { clientId } = asked[0]?.args ?? {};
  const entry = { type: 'message', from: 'ann', at: 7, clientId };
  push({ head: 2, first: 1, entries: [{ ...entry, from: 'bob' }, entry] });
  expect(outcomes).toEqual([{ epoch: 1, syncId: 2, at: 7 }]);
});

test('in a room, and only there, the clock is measured again and again', () => {
  const clock = new StepClock();
  let pings = 0;
  const answers: ((result: never) => void)[] = [];
  const ask: Ask = (cmd, _args, done) => {
    if (cmd === 'ping') pings += 1;
    else answers.push(done as never);
  };
  const rooms = new Rooms(
    {
      ...{ clock, random: { next: () => 0.5 }, user: 'ann', device: 'd', requestTimeoutMs: 10_000 },
      ...{ backoffBaseMs: 100, backoffCapMs: 1_000, sendDeadlineMs: 60_000, sendsAtOnce: 1 },
    },
    { ask, serverClock: new ServerClock(clock), report: () => false },
  );
  const after = (periods: number) => {
    pings = 0;
    clock.advance(periods * clientLimits.clockEveryMs);
    return pings;
  };
  rooms.online();
  expect(after(2)).toBe(0);
  const stay = rooms.enter('room:a' as ConversationId);
  expect([pings, after(3)]).toEqual([1, 3]);
  rooms.offline();
  expect(after(2)).toBe(0);
  rooms.online();
  expect([pings, after(1)]).toEqual([1, 1]);
  stay.leave(() => {});
  answers.at(-1)?.({ ok: {} } as never);
  after(1);
  expect([after(2), clock.pendingTimers]).toEqual([0, 0]);
});
