import { describe, expect, test } from 'bun:test';
import type { AttributesEntry, RoomCounters } from '@eagre/protocol';
import { EagreError, type Result } from '../src/errors.ts';
import { clientLimits } from '../src/limits.ts';
import { Attributes } from '../src/rooms/attributes.ts';
import { Counters } from '../src/rooms/counters.ts';
import { PatientEmitter } from '../src/rooms/patient-emitter.ts';
import { Rising } from '../src/rooms/rising.ts';
import { SeenChat } from '../src/rooms/seen-chat.ts';
import { Taps } from '../src/rooms/taps.ts';
import { StepClock } from './model/step-clock.ts';

describe('taps', () => {
  function setUp() {
    const clock = new StepClock();
    const sent: { seq: number; counts: RoomCounters; done: (result: Result<unknown>) => void }[] =
      [];
    const refused: string[] = [];
    const options = { clock, random: { next: () => 0.5 }, backoffBaseMs: 100, backoffCapMs: 1_000 };
    const taps = new Taps(options, new Rising(clock), {
      send: (sum, done) => sent.push({ ...sum, done }),
      refused: (names, { code }) => refused.push(`${names} ${code}`),
    });
    const fail = (code: string, temporary: boolean) =>
      sent.at(-1)?.done({ error: new EagreError(code as 'internal', code, { temporary }) });
    const ok = () => sent.at(-1)?.done({ ok: {} });
    return { clock, taps, sent, refused, fail, ok, counts: () => sent.map(({ counts }) => counts) };
  }

  test('are summed for a second, one sum at a time', () => {
    const { clock, taps, ok, counts } = setUp();
    taps.start();
    taps.add('like', 1);
    clock.advance(999);
    taps.add('like', 2);
    taps.add('gift', 1);
    expect(counts()).toEqual([]);
    clock.advance(1);
    expect(counts()).toEqual([{ like: 3, gift: 1 }]);
    taps.add('like', 4);
    clock.advance(5_000);
    expect(counts().length).toBe(1);
    ok();
    clock.advance(1_000);
    expect(counts()).toEqual([{ like: 3, gift: 1 }, { like: 4 }]);
  });

  test('keep their number until they are answered, over any failure', () => {
    const { clock, taps, sent, fail, ok } = setUp();
    taps.start();
    taps.add('like', 5);
    clock.advance(1_000);
    fail('timeout', true);
    clock.advance(100);
    taps.add('like', 1);
    fail('disconnected', true);
    clock.advance(60_000);
    expect(sent.length).toBe(2);
    taps.stop();
    taps.start();
    ok();
    clock.advance(1_000);
    expect(
      sent.map(({ seq, counts }) => `${seq - (sent[0]?.seq ?? 0) > 0} ${counts['like']}`),
    ).toEqual(['false 5', 'false 5', 'false 5', 'true 1']);
  });

  test('what waits may not overtake what was not answered', () => {
    const { clock, taps, sent, fail } = setUp();
    taps.start();
    taps.add('like', 5);
    clock.advance(1_000);
    fail('overloaded', true);
    taps.add('like', 1);
    for (let n = 0; n < 5; n += 1) {
      clock.advance(2_000);
      fail('overloaded', true);
    }
    expect(new Set(sent.map(({ seq }) => seq)).size).toBe(1);
  });

  test('a sum keeps to the limits of a command; the rest comes after it', () => {
    const { clock, taps, ok, counts } = setUp();
    taps.start();
    for (let n = 0; n < 9; n += 1) taps.add(`c${n}`, 1);
    taps.add('c0', 1_999);
    clock.advance(1_000);
    ok();
    clock.advance(1_000);
    const [first = {}, second = {}] = counts();
    expect([Object.keys(first).length, first['c0']]).toEqual([8, 1_000]);
    expect(second).toEqual({ c0: 1_000, c8: 1 });
  });

  test('refused for good: told, and the next ones go on', () => {
    const { clock, taps, fail, refused, counts } = setUp();
    taps.start();
    taps.add('like', 1);
    clock.advance(1_000);
    taps.add('gift', 1);
    fail('limit_exceeded', false);
    clock.advance(1_000);
    expect([refused, counts().at(-1)]).toEqual([['like limit_exceeded'], { gift: 1 }]);
  });

  test('are not answered, or not counted for certain: told apart', () => {
    const { clock, taps, fail, ok } = setUp();
    taps.start();
    taps.add('like', 5);
    clock.advance(1_000);
    taps.add('like', 1);
    expect(taps.own('like')).toEqual({ all: 6, uncounted: 6 });
    fail('timeout', true);
    expect(taps.own('like')).toEqual({ all: 6, uncounted: 1 });
    clock.advance(1_000);
    ok();
    expect([taps.own('like'), taps.own('gift')]).toEqual([
      { all: 1, uncounted: 1 },
      { all: 0, uncounted: 0 },
    ]);
  });

  test('outside the room they wait, are bounded, and leave no timer', () => {
    const { clock, taps, sent } = setUp();
    for (let n = 0; n < clientLimits.tapCounters; n += 1) taps.add(`c${n}`, 1);
    expect(() => taps.add('one-more', 1)).toThrow('are waiting');
    taps.add('c0', 1);
    expect([sent.length, clock.pendingTimers]).toEqual([0, 0]);
    taps.start();
    taps.stop();
    expect(clock.pendingTimers).toBe(0);
  });

  test('a flush sends what waits at once', () => {
    const { taps, counts } = setUp();
    taps.start();
    taps.flush();
    taps.add('like', 2);
    taps.flush();
    expect(counts()).toEqual([{ like: 2 }]);
  });
});

describe('counters', () => {
  const own =
    (all: number, uncounted = all) =>
    () => ({ all, uncounted });

  test('own taps count at once, and once they are in the total not twice', () => {
    const counters = new Counters();
    counters.heard({ like: 100 }, own(0));
    counters.tapped('like', 5);
    expect(counters.shown).toEqual({ like: 105 });
    counters.heard({ like: 103 }, own(5));
    expect(counters.shown).toEqual({ like: 108 });
    counters.heard({ like: 108 }, own(0));
    expect(counters.shown).toEqual({ like: 108 });
  });

  test('do not fall for taps of which nobody knows whether they counted', () => {
    const counters = new Counters();
    counters.heard({ like: 100 }, own(0));
    counters.tapped('like', 5);
    counters.heard({ like: 101 }, own(5, 0));
    expect(counters.shown).toEqual({ like: 105 });
    counters.heard({ like: 106 }, own(0));
    expect(counters.shown).toEqual({ like: 106 });
  });

  test('fall when the total falls, and stand right when it is told again', () => {
    const counters = new Counters();
    counters.heard({ like: 100, gift: 1 }, own(0));
    counters.heard({ like: 90 }, own(0));
    expect(counters.shown).toEqual({ like: 90, gift: 1 });
    counters.tapped('gift', 3);
    counters.heard({ gift: 1 }, own(3));
    expect(counters.shown['gift']).toBe(4);
    counters.heard({ gift: 1 }, own(0));
    expect(counters.shown['gift']).toBe(1);
  });

  test('taps that were refused are taken back', () => {
    const counters = new Counters();
    counters.heard({ like: 10 }, own(0));
    counters.tapped('like', 5);
    counters.refused(['like'], own(2));
    expect(counters.shown).toEqual({ like: 12 });
  });
});

test('attributes follow the log after the place of the snapshot, and no entry before it', () => {
  const attributes = new Attributes();
  const entry = (version: number, set: object, removed: string[] = []) =>
    ({
      type: 'attributes',
      at: 1,
      by: 'host',
      version,
      set,
      removed,
    }) as unknown as AttributesEntry;
  attributes.snapshot({ a: { value: 2, version: 2 } }, 7);
  attributes.entry(6, entry(1, { a: 1, b: 1 }));
  expect(attributes.values).toEqual({ a: { value: 2, version: 2 } });
  attributes.entry(7, entry(2, { a: 2 }, ['b']));
  expect(attributes.values).toEqual({ a: { value: 2, version: 2 } });
  const before = attributes.values;
  attributes.entry(9, entry(3, { b: 3 }, ['a']));
  expect(attributes.values).toEqual({ b: { value: 3, version: 3 } });
  expect(before).toEqual({ a: { value: 2, version: 2 } });
});

test('chat is known again by sender and id, as far as memory goes', () => {
  const seen = new SeenChat();
  const isNew = (from: string, id?: string) =>
    seen.isNew({ from: from as never, ...(id !== undefined && { id }) });
  expect([isNew('ann', '1'), isNew('bob', '1'), isNew('ann', '1')]).toEqual([true, true, false]);
  expect([isNew('shop'), isNew('shop')]).toEqual([true, true]);
  for (let n = 0; n < clientLimits.seenChat; n += 1) isNew('cyd', `${n}`);
  expect([isNew('cyd', '9'), isNew('ann', '1')]).toEqual([false, true]);
});

test('numbers rise with the clock, and past it when it stands or goes back', () => {
  let now = 1_000;
  const rising = new Rising({ ...new StepClock(), now: () => now } as never);
  const first = rising.next();
  const second = rising.next();
  now = 5_000.7;
  const third = rising.next();
  now = 10;
  expect([first, second, third, rising.next()]).toEqual([1_000, 1_001, 5_000, 5_001]);
});

describe('the events of a room', () => {
  const chat = (id: number) => ({ type: 'chat', id: `${id}` }) as never;
  const closed = { type: 'closed', reason: 'left' } as never;

  test('wait for the first handlers, all of them', async () => {
    const emitter = new PatientEmitter(() => false);
    emitter.emit(chat(1));
    const heard: string[] = [];
    emitter.on('message', () => {});
    emitter.on('chat', ({ id }) => heard.push(`${id}`));
    emitter.emit(chat(2));
    await null;
    emitter.emit(chat(3));
    expect(heard).toEqual(['1', '2', '3']);
  });

  test('wait for an iterator too, which ends with the room', async () => {
    const emitter = new PatientEmitter(() => false);
    emitter.emit(chat(1));
    emitter.end(closed);
    emitter.emit(chat(2));
    const seen: string[] = [];
    for await (const { type } of emitter.stream(10)) seen.push(type);
    expect(seen).toEqual(['chat', 'closed']);
  });

  test('that nobody ever listens to are not kept for ever', async () => {
    const emitter = new PatientEmitter(() => false);
    for (let n = 0; n < clientLimits.bufferedEvents + 5; n += 1) emitter.emit(chat(n));
    const heard: string[] = [];
    emitter.on('chat', ({ id }) => heard.push(`${id}`));
    await null;
    emitter.emit(chat(7));
    expect(heard).toEqual(['7']);
  });

  test('a handler that throws is reported, and keeps nothing from the others', async () => {
    const reported: string[] = [];
    const emitter = new PatientEmitter(({ code }) => reported.push(code));
    const heard: string[] = [];
    emitter.on('chat', () => {
      throw new Error('broken');
    });
    emitter.on('chat', ({ id }) => heard.push(`${id}`));
    emitter.emit(chat(1));
    await null;
    expect([reported, heard]).toEqual([['handler_failed'], ['1']]);
  });
});
