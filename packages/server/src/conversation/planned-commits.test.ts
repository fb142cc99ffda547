import { expect, test } from 'bun:test';
import { conversationKey } from '../keys.ts';
import type { Commit, Timeline } from '../timeline/timeline.ts';
import { ConversationCache } from './conversation-cache.ts';
import { KeyedLanes } from './keyed-lanes.ts';
import { PlannedCommits } from './planned-commits.ts';
import {
  app,
  backend,
  group,
  makeGroup,
  newStation,
  refusal,
  type Station,
  user,
} from './test/station.ts';

const key = conversationKey(app, group());

/** A node of its own over the same store. */
function node(station: Station, retries = 3, commit?: (one: Commit) => Promise<void>) {
  const timeline: Timeline = {
    ...station.timeline,
    commit: async (one) => {
      await commit?.(one);
      return station.timeline.commit(one);
    },
  };
  const cache = new ConversationCache(timeline, 1000);
  return { cache, commits: new PlannedCommits(timeline, cache, retries) };
}

test('a plan from a stale conversation has no effect and is made anew', async () => {
  const station = newStation();
  await makeGroup(station, ['ann', 'bob']);
  const { cache, commits } = node(station);
  await cache.get(key);
  await station.services.groupMembers.invite(backend, group(), [user('cid')]);
  const seen: number[] = [];
  await commits.send(key, (current) => {
    seen.push(current?.members.size ?? 0);
    return { commit: { appends: [{ queues: [key], entry: '{"type":"x"}' }] } };
  });
  expect(seen).toEqual([2, 3]);
  expect(await station.entries(group())).toHaveLength(3);
});

test('a conversation that never rests ends in a temporary conflict', async () => {
  const station = newStation();
  await makeGroup(station, ['ann']);
  let next = 0;
  const { commits } = node(station, 3, async () => {
    next += 1;
    await station.services.groupMembers.invite(backend, group(), [user(`u${next}`)]);
  });
  const call = commits.send(key, () => ({ commit: { appends: [] } }));
  expect(await refusal(call)).toMatchObject({ code: 'conflict' });
  expect(next).toBe(5);
});

test('what the planner refuses is the caller’s error and stores nothing', async () => {
  const station = newStation();
  const { commits } = node(station);
  const call = commits.change(key, () => {
    throw new RangeError('no');
  });
  await expect(call).rejects.toThrow('no');
  expect(station.timeline.stats().commits).toBe(0);
});

test('lanes: equal keys take turns, in order, whether or not one fails', async () => {
  const lanes = new KeyedLanes<string>();
  const log: string[] = [];
  const task =
    (name: string, fails = false) =>
    async () => {
      log.push(`${name}+`);
      await Promise.resolve();
      log.push(`${name}-`);
      if (fails) throw new Error(name);
      return name;
    };
  const results = await Promise.allSettled([
    lanes.run('k', task('a', true)),
    lanes.run('k', task('b')),
    lanes.run('other', task('x')),
    lanes.run('k', task('c')),
  ]);
  expect(results.map(({ status }) => status[0])).toEqual(['r', 'f', 'f', 'f']);
  expect(log.filter((one) => !one.startsWith('x'))).toEqual(['a+', 'a-', 'b+', 'b-', 'c+', 'c-']);
  expect(log.indexOf('x+')).toBeLessThan(log.indexOf('b+'));
  await Promise.resolve();
  expect(lanes.size()).toBe(0);
});
