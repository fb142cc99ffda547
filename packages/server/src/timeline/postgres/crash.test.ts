import { expect, test } from 'bun:test';
import { realClock } from '@eagre/protocol';
import { PostgresServer, testScale, until } from '@eagre/testkit';
import { entry, group, keyOfUser } from '../conformance/subject-conformance.ts';
import { TimelineError } from '../timeline.ts';
import { openPostgresTimeline, type PostgresTimeline } from '../timeline-postgres.ts';

/** Sends one message after the other, each again until it is acknowledged; gives their places. */
async function send(timeline: PostgresTimeline, lane: number, isOver: () => boolean) {
  const places = new Map<string, number>();
  const codes = new Set<unknown>();
  for (let n = 0; !isOver(); n += 1) {
    const text = `${lane}-${n}`;
    const once = { sender: keyOfUser('ann'), clientId: text, at: 1 };
    const commit = { once, appends: [{ queues: [group], entry: entry(text) }] };
    while (!places.has(text)) {
      try {
        const result = await timeline.commit(commit);
        if (result.outcome === 'conflict') throw new Error('there was no guard');
        places.set(text, result.placed[0]?.syncIds[0] as number);
      } catch (error) {
        if (!(error instanceof TimelineError)) throw error;
        codes.add(error.code);
        await until(() => timeline.state.state === 'up', { timeoutMs: 20_000 });
      }
    }
  }
  return { places, codes };
}

test('the server is killed under load: what was acknowledged is there, once, without a hole', async () => {
  await using server = await PostgresServer.start();
  const timeline = await openPostgresTimeline({ url: server.url, clock: realClock });
  let isOver = false;
  const lanes = Array.from({ length: 20 }, (_, lane) => send(timeline, lane, () => isOver));
  const more = async (count: number) => {
    const enough = timeline.stats().commits + count;
    await until(() => timeline.stats().commits >= enough, { timeoutMs: 20_000 });
  };
  for (let crash = 0; crash < 2 * testScale(); crash += 1) {
    await more(300);
    await server.kill();
    await server.restart();
  }
  await more(300);
  isOver = true;
  const sent = await Promise.all(lanes);
  const request = { queue: group, after: 0, limit: 1e6, bytes: 1e9 };
  const [range] = await timeline.ranges([request]);
  await timeline.close();
  const stored = range?.entries ?? [];
  const expected = new Map(sent.flatMap(({ places }) => [...places]));
  expect(stored).toHaveLength(expected.size);
  expect(stored).toHaveLength(range?.head ?? 0);
  for (const [text, place] of expected) expect(stored[place - 1]).toBe(entry(text));
  expect(new Set(sent.flatMap(({ codes }) => [...codes]))).toEqual(new Set(['unavailable']));
}, 60_000);
