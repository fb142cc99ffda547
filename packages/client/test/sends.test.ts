import { describe, expect, test } from 'bun:test';
import { EagreError } from '../src/errors.ts';
import { Outgoing, type OutgoingOptions, type Sent } from '../src/send/outgoing.ts';
import type { UnsentMessage } from '../src/storage/position-store.ts';
import { Simulation, type Weather } from './model/simulation.ts';
import { StepClock } from './model/step-clock.ts';

const fine: Weather = {
  isLossless: true,
  loss: 0,
  duplication: 0,
  reordering: 0,
  jitterMs: 0,
  refusal: 0,
  behind: 0,
  slownessMs: 0,
  answerBytes: 0,
  recent: 20,
};

/** The moments of a send: written, under way, stored, answered, handed over, saved. */
const moments = Array.from({ length: 40 }, (_, ms) => ms);

describe('a message is stored once, whenever the line is cut or the device dies', () => {
  for (const how of ['cut', 'crash', 'restart'] as const) {
    test.each([how])('%s', () => {
      for (const ms of moments) {
        const simulation = new Simulation(ms, fine);
        simulation.clock.advance(100);
        const device = simulation.devices[0];
        device?.send('group:g0');
        device?.send('direct:ann:bob');
        // 25 ms until an unsent message is on disk: a crash before may lose it, never double it.
        simulation.clock.advance(ms);
        if (how === 'cut') simulation.network.cutAll();
        else simulation.run({ do: how, device: 0 });
        simulation.heal();
        const stored = [...(device?.sends.keys() ?? [])].map(
          (clientId) => simulation.server.state.stored.get(clientId) ?? 0,
        );
        const mayBeLost = how === 'crash' && ms <= 30;
        const wrong = stored.filter((count) => count > 1 || (count === 0 && !mayBeLost));
        expect({ ms, wrong, sends: stored.length }).toEqual({ ms, wrong: [], sends: 2 });
        simulation.close();
      }
    });
  }

  test('and a server that forgets client ids is found out', () => {
    const run = (ms: number) => {
      const simulation = new Simulation(ms, fine);
      simulation.clock.advance(100);
      simulation.server.temper = { ...simulation.server.temper, forgetful: true };
      // Personal, so that the message itself does not come back to say that it is stored.
      simulation.devices[0]?.send('group:g0', 'bob');
      simulation.clock.advance(ms / 4);
      simulation.network.cutAll();
      simulation.clock.advance(10_000);
      simulation.close();
    };
    expect(() => moments.forEach(run)).toThrow('twice');
  });
});

/** Outgoing messages with the server played by the test. */
function setUp(given: Partial<OutgoingOptions> = {}) {
  const clock = new StepClock();
  const asked: { clientId: string; done: (result: never) => void }[] = [];
  const told: string[] = [];
  let unsent: UnsentMessage[] = [];
  const times = { backoffBaseMs: 100, backoffCapMs: 1_000, sendDeadlineMs: 60_000, sendsAtOnce: 1 };
  const outgoing = new Outgoing<UnsentMessage, Sent>(
    { clock, random: { next: () => 0.5 }, ...times, ...given },
    {
      ask: ({ clientId }, done) => {
        asked.push({ clientId, done: done as never });
      },
      status: ({ clientId }, status, result) =>
        told.push([clientId, status, result?.error?.code].filter(Boolean).join(' ')),
      changed: (all) => {
        unsent = all;
      },
    },
  );
  const send = (clientId: string, conversation = 'group:g') =>
    outgoing.send({ clientId, conversation, kind: 'text', body: {}, at: 0 }, () => {});
  const ok = (syncId = 1) => asked.shift()?.done({ ok: { syncId } } as never);
  const fail = (code: string, temporary: boolean, retryAfterMs?: number) =>
    asked.shift()?.done({
      error: new EagreError(code as 'internal', code, { temporary, retryAfterMs }),
    } as never);
  return {
    clock,
    outgoing,
    asked,
    told,
    send,
    ok,
    fail,
    unsent: () => unsent.map((m) => m.clientId),
  };
}

test('echoes at once, sends in order, one by one in a conversation, others beside it', () => {
  const { outgoing, told, asked, send, ok } = setUp();
  send('a');
  send('b');
  send('c', 'group:h');
  expect(told).toEqual(['a pending', 'b pending', 'c pending']);
  expect(asked).toEqual([]);
  outgoing.online();
  expect(asked.map(({ clientId }) => clientId)).toEqual(['a', 'c']);
  ok();
  expect(asked.map(({ clientId }) => clientId)).toEqual(['c', 'b']);
  ok();
  ok();
  expect(told.slice(3)).toEqual(['a sent', 'c sent', 'b sent']);
  expect(outgoing.size).toBe(0);
});

test('a reconnect sends again with the same client id, in the same order', () => {
  const { outgoing, asked, send, fail } = setUp();
  outgoing.online();
  send('a');
  send('b');
  fail('disconnected', true);
  outgoing.offline();
  outgoing.online();
  expect(asked.map(({ clientId }) => clientId)).toEqual(['a']);
});

test('refused for now: the message keeps its turn and waits as long as asked', () => {
  const { outgoing, clock, asked, send, fail, ok, told } = setUp();
  outgoing.online();
  send('a');
  send('b');
  fail('rate_limited', true, 500);
  clock.advance(549);
  expect(asked).toEqual([]);
  clock.advance(1);
  expect(asked.map(({ clientId }) => clientId)).toEqual(['a']);
  ok();
  expect(told.at(-1)).toBe('a sent');
});

test('refused for good: fails alone, the next goes on', () => {
  const { outgoing, asked, send, fail, told, unsent } = setUp();
  outgoing.online();
  send('a');
  send('b');
  fail('not_member', false);
  expect(told.at(-1)).toBe('a failed not_member');
  expect(asked.map(({ clientId }) => clientId)).toEqual(['b']);
  expect(unsent()).toEqual(['b']);
});

test('gives up at the deadline, and leaves no timer', () => {
  const { outgoing, clock, send, told } = setUp();
  send('a');
  clock.advance(60_000);
  expect(told).toEqual(['a pending', 'a failed timeout']);
  expect([clock.pendingTimers, outgoing.size]).toEqual([0, 0]);
});

test('the message itself, come back, settles it; the late answer changes nothing', () => {
  const { outgoing, send, ok, told } = setUp();
  outgoing.online();
  send('a');
  const place = { conversation: 'group:g', epoch: 1, syncId: 9, at: 1 };
  outgoing.settle('a', { ok: place as never });
  ok();
  expect(told).toEqual(['a pending', 'a sent']);
});

test('is bounded', () => {
  const { outgoing, send } = setUp();
  for (let i = 0; i < 500; i += 1) send(`m${i}`, `group:g${i % 7}`);
  const outcomes: (string | undefined)[] = [];
  const message = { clientId: 'x', conversation: 'group:g', kind: 'text', body: {}, at: 0 };
  outgoing.send(message, ({ error }) => outcomes.push(error?.code));
  expect([outcomes, outgoing.size]).toEqual([['too_many_waiting'], 500]);
  outgoing.close(new EagreError('closed', ''));
  expect(outgoing.size).toBe(0);
});
