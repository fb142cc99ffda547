import { describe, expect, test } from 'bun:test';
import type { ConnectAnswer, QueueId } from '@eagre/protocol';
import vectors from '@eagre/protocol/vectors/client-rules.json';
import { SeededRandom } from '@eagre/testkit';
import type { Ask } from '../src/connection/requests.ts';
import type { EagreEvent } from '../src/events.ts';
import { SyncEngine } from '../src/sync/sync-engine.ts';
import { StepClock } from './model/step-clock.ts';

/** An event in the words of the vectors. */
function wordsOf(event: EagreEvent): string {
  switch (event.type) {
    case 'message':
    case 'personal':
      return `${event.type} ${event.conversation} ${event.epoch}/${event.syncId}`;
    case 'conversation':
      return `${event.change} ${event.conversation} ${event.epoch}/${event.syncId}`;
    case 'gap':
      return `gap ${event.reason} ${event.queue} ${event.from}..${event.epoch}/${event.to}`;
    default:
      return event.type;
  }
}

interface Scenario {
  name: string;
  positions: [QueueId, number, number][];
  connect: unknown[];
  frames: ({ answer: unknown[] } | { push: string })[];
  expect: string[];
  pulls: unknown[];
}

const scenarios = vectors.scenarios as unknown as Scenario[];

describe('client rules', () => {
  test.each(scenarios.map((scenario): [string, Scenario] => [scenario.name, scenario]))(
    '%s',
    (_, scenario) => {
      const told: string[] = [];
      const pulls: unknown[] = [];
      const waiting: ((result: never) => void)[] = [];
      const ask: Ask = (cmd, args, done) => {
        expect<string>(cmd).toBe('pull');
        pulls.push((args as unknown as { ranges: unknown }).ranges);
        waiting.push(done as (result: never) => void);
      };
      const times = { backoffBaseMs: 1, backoffCapMs: 1, syncEveryMs: 1_000_000 };
      const engine = new SyncEngine(
        { clock: new StepClock(), random: new SeededRandom(1), ...times },
        { ask, emit: (event) => told.push(wordsOf(event)), moved: () => {} },
        `user:${vectors.user}` as QueueId,
        scenario.positions.map(([queue, epoch, syncId]) => ({
          queue,
          epoch,
          syncId,
          known: syncId,
          followed: true,
        })),
      );
      expect(engine.hello().positions).toEqual(scenario.positions as never);
      engine.online({ queues: scenario.connect, dropped: [] } as unknown as ConnectAnswer);
      for (const frame of scenario.frames) {
        if ('answer' in frame) waiting.shift()?.({ ok: { ranges: frame.answer } } as never);
        else engine.push(frame as never);
      }
      expect(told).toEqual(scenario.expect);
      expect(pulls).toEqual(scenario.pulls);
    },
  );
});
