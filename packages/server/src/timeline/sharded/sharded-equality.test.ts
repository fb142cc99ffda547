import { expect, test } from 'bun:test';
import { FakeClock, seedFromEnv, testScale } from '@eagre/testkit';
import fc from 'fast-check';
import type { QueueKey } from '../../keys.ts';
import type { Committed } from '../committed.ts';
import { contents, run, type Step, steps } from '../conformance/equality-conformance.ts';
import type { Append, Commit, CommitResult, Timeline } from '../timeline.ts';
import { openMemoryTimeline } from '../timeline-memory.ts';
import { bucketOf } from './buckets.ts';
import { homeOf, stateKeys } from './home.ts';
import { openMemoryShards } from './test/memory-shard.ts';

/** What is left of a commit when it may touch the state of one shard alone. */
function homed(commit: Commit): Commit {
  const home = homeOf(commit);
  const isHome = (part: Commit) => [...stateKeys(part)].every((key) => bucketOf(key) === home);
  const appends = commit.appends.map(({ stamp, stampAt, personal, ...rest }): Append => {
    if (stamp === undefined || (stampAt === undefined && bucketOf(stamp) !== home)) return rest;
    return { ...rest, stamp, ...(stampAt && { stampAt }), ...(personal && { personal }) };
  });
  return {
    ...(commit.once && {
      once: { ...commit.once, clientId: `${commit.once.clientId} ${home}` },
    }),
    guards: (commit.guards ?? []).filter((guard) => isHome({ guards: [guard], appends: [] })),
    writes: (commit.writes ?? []).filter((write) => isHome({ writes: [write], appends: [] })),
    appends,
  };
}

/** One after the other: commits of different homes have no order among themselves. */
function apart(asked: readonly Step[]): Step[] {
  return asked.flatMap((one): Step[] =>
    one.step === 'commits'
      ? one.commits.map((commit) => ({ step: 'commits', commits: [homed(commit)] }))
      : [one],
  );
}

/** A retry is the same commit in earnest; here it may be another, whose shape its answer has. */
function comparable(answers: readonly unknown[]): unknown[] {
  return answers.map((answer) => {
    const [result] = answer as [CommitResult | string];
    if (typeof result === 'string' || result.outcome !== 'duplicate') return result;
    return [result.outcome, result.at];
  });
}

/** What was told of each queue, in order, as one text for each entry. */
function byQueue(told: readonly Committed[]): Map<QueueKey, string[]> {
  const queues = new Map<QueueKey, string[]>();
  for (const { queue, epoch, first, entries } of told) {
    const all = queues.getOrInsertComputed(queue, () => []);
    all.push(...entries.map((text, index) => `${epoch} ${first + index} ${text}`));
  }
  return queues;
}

async function behaviour(
  open: (clock: FakeClock, onCommitted: (all: Committed[]) => void) => Promise<Timeline>,
  asked: readonly Step[],
) {
  const clock = new FakeClock();
  const told: Committed[] = [];
  const timeline = await open(clock, (all) => void told.push(...structuredClone(all)));
  const answers = comparable(await run(timeline, clock, asked));
  const found = { answers, told: byQueue(told), contents: await contents(timeline) };
  await timeline.close();
  return found;
}

test('three servers answer and store as one does', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (drawn) => {
      const asked = apart(drawn);
      const one = await behaviour(
        async (clock, onCommitted) => openMemoryTimeline({ clock, onCommitted }),
        asked,
      );
      const three = await behaviour(
        async (clock, onCommitted) => openMemoryShards({ clock, onCommitted }),
        asked,
      );
      expect(three).toEqual(one);
    }),
    { seed: seedFromEnv(), numRuns: 50 * testScale() },
  );
}, 60_000);
