import { expect, test } from 'bun:test';
import { FakeClock } from '@eagre/testkit';
import { type Limits, limits } from '../../limits.ts';
import { Interest } from './interest.ts';
import type { NatsSession } from './session.ts';

/** What a server would hear, as lines. */
class FakeSession {
  readonly said: string[] = [];
  isOver = false;

  subscribe(subject: string) {
    this.said.push(`+${subject}`);
    return { unsubscribe: () => void this.said.push(`-${subject}`) };
  }

  async flush(): Promise<boolean> {
    this.said.push('?');
    return !this.isOver;
  }
}

function world(changes: Partial<Limits> = {}) {
  const clock = new FakeClock();
  const interest = new Interest({
    clock,
    limits: { ...limits, natsLingerMs: 50, ...changes },
    prefix: 'p',
    deliver: () => {},
  });
  const session = new FakeSession();
  const attach = (to = session) => interest.attach(to as unknown as NatsSession);
  return { clock, interest, session, attach };
}

test('a subject is left a moment after nobody wants it, and not when somebody wants it again', async () => {
  const { clock, interest, session, attach } = world();
  await attach();
  interest.want('a');
  interest.want('b');
  interest.unwant('a');
  interest.unwant('b');
  await clock.advance(40);
  interest.want('a');
  await clock.advance(1000);
  expect(session.said).toEqual(['?', '+p.a', '+p.b', '-p.b']);
  interest.want('b');
  expect(session.said.at(-1)).toBe('+p.b');
  expect(interest.size).toBe(2);
  expect(clock.pendingTimers).toBe(0);
});

test('what was wanted before there was a session is listened to before it is told ready', async () => {
  const { interest, session, attach } = world();
  interest.want('a');
  interest.want('b');
  expect(await attach()).toBe(true);
  expect(session.said).toEqual(['+p.a', '+p.b', '?']);
});

test('the next session hears of everything wanted, and of nothing that is not', async () => {
  const { clock, interest, attach } = world();
  await attach();
  for (const key of ['a', 'b', 'c']) interest.want(key);
  interest.unwant('b');
  interest.detach();
  interest.want('d');
  interest.unwant('c');
  const next = new FakeSession();
  await attach(next);
  expect(next.said).toEqual(['+p.a', '+p.c', '+p.d', '?']);
  await clock.advance(1000);
  expect(next.said.at(-1)).toBe('-p.c');
  expect(interest.size).toBe(2);
});

test('many are entered and left in slices, with other work between', async () => {
  const { clock, interest, session, attach } = world({ natsInterestSlice: 10 });
  for (let n = 0; n < 25; n += 1) interest.want(`k${n}`);
  const ready = attach();
  expect(session.said).toHaveLength(10);
  interest.want('meanwhile');
  interest.unwant('k24');
  await clock.advance(10);
  expect(await ready).toBe(true);
  expect(session.said.filter((line) => line.startsWith('+'))).toHaveLength(26);
  expect(new Set(session.said).size).toBe(session.said.length);
  for (let n = 0; n < 24; n += 1) interest.unwant(`k${n}`);
  await clock.advance(95);
  expect(interest.size).toBe(25 - 10);
  await clock.advance(1000);
  expect(interest.size).toBe(1);
});

test('a session that ends while it is entered is not ready', async () => {
  const { clock, interest, session, attach } = world({ natsInterestSlice: 1 });
  interest.want('a');
  interest.want('b');
  const ready = attach();
  interest.detach();
  await clock.advance(10);
  expect(await ready).toBe(false);
  session.isOver = true;
  const again = attach();
  await clock.advance(10);
  expect(await again).toBe(false);
});

test('closing leaves no timer', async () => {
  const { clock, interest, attach } = world();
  await attach();
  interest.want('a');
  interest.unwant('a');
  interest.close();
  expect(clock.pendingTimers).toBe(0);
});
