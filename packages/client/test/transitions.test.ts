import { describe, expect, test } from 'bun:test';
import { SeededRandom } from '@eagre/testkit';
import { BackOff } from '../src/connection/back-off.ts';
import {
  type ConnectionEvent,
  type ConnectionState,
  transitions,
} from '../src/connection/transitions.ts';

const events: readonly ConnectionEvent[] = [
  'start',
  'opened',
  'accepted',
  'lost',
  'refused',
  'moved',
  'retry',
  'stop',
];

test('the table of transitions is as decided, for every state and event', () => {
  const none = undefined;
  const truth: Record<ConnectionState, (ConnectionState | undefined)[]> = {
    //              start         opened            accepted  lost       refused    moved         retry         stop
    idle: ['connecting', none, none, none, none, none, none, 'stopped'],
    connecting: [none, 'authenticating', none, 'waiting', 'stopped', none, none, 'stopped'],
    authenticating: [none, none, 'online', 'waiting', 'stopped', none, none, 'stopped'],
    online: [none, none, none, 'waiting', 'stopped', 'connecting', none, 'stopped'],
    waiting: [none, none, none, none, none, none, 'connecting', 'stopped'],
    stopped: ['connecting', none, none, none, none, none, none, none],
  };
  for (const [state, expected] of Object.entries(truth)) {
    const row = transitions[state as ConnectionState];
    expect({ [state]: events.map((event) => row[event]) }).toEqual({ [state]: expected });
  }
  expect(Object.keys(transitions).sort()).toEqual(Object.keys(truth).sort());
});

describe('back-off', () => {
  const pauses = (tries: number) => {
    const random = new SeededRandom(7);
    return Array.from({ length: 2_000 }, () => {
      const backOff = new BackOff({ random, backoffBaseMs: 250, backoffCapMs: 15_000 });
      for (let i = 1; i < tries; i += 1) backOff.nextMs();
      return backOff.nextMs();
    });
  };

  test.each([
    [1, 250],
    [2, 500],
    [5, 4_000],
    [7, 15_000],
    [40, 15_000],
  ])('try %i is spread evenly over [0, %i ms)', (tries, windowMs) => {
    const all = pauses(tries);
    const mean = all.reduce((sum, ms) => sum + ms, 0) / all.length;
    expect(Math.max(...all)).toBeLessThan(windowMs);
    expect(Math.min(...all)).toBeLessThan(windowMs * 0.01);
    expect(mean / windowMs).toBeWithin(0.47, 0.53);
  });

  test('starts over after a reset, and never comes before the server wants it', () => {
    const backOff = new BackOff({
      random: { next: () => 0.5 },
      backoffBaseMs: 250,
      backoffCapMs: 15_000,
    });
    expect([backOff.nextMs(), backOff.nextMs(), backOff.nextMs(3_000)]).toEqual([125, 250, 3_500]);
    backOff.reset();
    expect(backOff.nextMs()).toBe(125);
  });
});
