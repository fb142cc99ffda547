import { expect, test } from 'bun:test';
import { FakeClock } from '@eagre/testkit';
import type { BatchWriter, CommitOutcome } from './batch-writer.ts';
import type { Committed } from './committed.ts';
import { entry, group } from './conformance/subject-conformance.ts';
import { GroupCommitter } from './group-committer.ts';
import { type Commit, TimelineError } from './timeline.ts';
import { type TimelineLimits, timelineLimits } from './timeline-limits.ts';

/** A writer whose batches wait until the test lets them be done. */
class HeldWriter implements BatchWriter {
  readonly batches: { commits: readonly Commit[]; done: PromiseWithResolvers<CommitOutcome[]> }[] =
    [];
  #head = 0;

  write(commits: readonly Commit[]): Promise<CommitOutcome[]> {
    const done = Promise.withResolvers<CommitOutcome[]>();
    this.batches.push({ commits, done });
    return done.promise;
  }

  finish(index: number): void {
    const batch = this.batches[index];
    batch?.done.resolve(
      batch.commits.map(() => {
        this.#head += 1;
        return { outcome: 'committed', placed: [{ syncIds: [this.#head], epochs: [1] }] };
      }),
    );
  }

  sizes(): number[] {
    return this.batches.map(({ commits }) => commits.length);
  }
}

function setUp(limits: Partial<TimelineLimits> = {}) {
  const writer = new HeldWriter();
  const clock = new FakeClock();
  const told: Committed[][] = [];
  const committer = new GroupCommitter({
    writer,
    clock,
    limits: { ...timelineLimits, ...limits },
    onCommitted: (entries) => told.push(entries),
    defer: queueMicrotask,
  });
  const send = (count: number) =>
    Array.from({ length: count }, (_, n) => {
      const answer = committer.commit({ appends: [{ queues: [group], entry: entry(n) }] });
      return answer.catch((error: unknown) => error);
    });
  return { writer, clock, told, committer, send };
}

test('an idle writer gets what one turn brings, at once and in one batch', async () => {
  const { writer, clock, send } = setUp();
  send(3);
  await clock.advance(0);
  expect(writer.sizes()).toEqual([3]);
});

test('while the writer is busy, commits gather until there are enough', async () => {
  const { writer, clock, send } = setUp({ batchEntries: 10 });
  send(1);
  await clock.advance(0);
  send(9);
  await clock.advance(0);
  expect(writer.sizes()).toEqual([1]);
  send(1);
  expect(writer.sizes()).toEqual([1, 10]);
});

test('… or have waited long enough', async () => {
  const { writer, clock, send } = setUp({ batchWaitMs: 2 });
  send(1);
  await clock.advance(0);
  send(4);
  await clock.advance(1.9);
  expect(writer.sizes()).toEqual([1]);
  await clock.advance(0.1);
  expect(writer.sizes()).toEqual([1, 4]);
  expect(clock.pendingTimers).toBe(0);
});

test('no more than two batches are on their way, and a batch is bounded', async () => {
  const { writer, clock, send } = setUp({ batchEntries: 4, batchMaxEntries: 6 });
  send(1);
  await clock.advance(0);
  send(20);
  await clock.advance(50);
  expect(writer.sizes()).toEqual([1, 4]);
  writer.finish(0);
  await clock.advance(50);
  expect(writer.sizes()).toEqual([1, 4, 6]);
});

test('beyond the bound commits are refused as overloaded, until answers come', async () => {
  const { writer, clock, committer, send } = setUp({ pendingEntries: 5 });
  send(5);
  await clock.advance(0);
  const [refused] = await Promise.all(send(1));
  expect(refused).toBeInstanceOf(TimelineError);
  expect(refused).toMatchObject({ code: 'overloaded' });
  expect(committer.stats()).toMatchObject({ pending: 5, failed: { overloaded: 1 } });
  writer.finish(0);
  await clock.advance(0);
  send(1);
  await clock.advance(0);
  expect(writer.sizes()).toEqual([5, 1]);
});

test('a batch that fails fails all its commits and no other; the next one is tried', async () => {
  const { writer, clock, told, committer, send } = setUp();
  const first = send(3);
  await clock.advance(0);
  const second = send(2);
  writer.batches[0]?.done.reject(new TimelineError('full', 'no room'));
  await clock.advance(0);
  for (const answer of await Promise.all(first)) expect(answer).toMatchObject({ code: 'full' });
  writer.finish(1);
  for (const answer of await Promise.all(second)) {
    expect(answer).toMatchObject({ outcome: 'committed' });
  }
  expect(told).toHaveLength(1);
  expect(committer.stats()).toMatchObject({ commits: 2, rows: 2, batches: 2, pending: 0 });
  expect(committer.stats().failed).toEqual({ full: 3, unavailable: 0, overloaded: 0, closed: 0 });
});

test('any other error of the writer is told as unavailable', async () => {
  const { writer, clock, send } = setUp();
  const [answer] = send(1);
  await clock.advance(0);
  writer.batches[0]?.done.reject(new Error('thread died'));
  expect(await answer).toMatchObject({ name: 'TimelineError', code: 'unavailable' });
});

test('close finishes what was accepted and refuses what comes later', async () => {
  const { writer, clock, committer, send } = setUp();
  const accepted = send(2);
  let isClosed = false;
  const closing = committer.close().then(() => {
    isClosed = true;
  });
  expect(await send(1)[0]).toMatchObject({ code: 'closed' });
  await clock.advance(0);
  expect(isClosed).toBe(false);
  writer.finish(0);
  await Promise.all([closing, ...accepted]);
  expect(isClosed).toBe(true);
});
