import { expect, test } from 'bun:test';
import { FakeClock } from '@eagre/testkit';
import { limits } from '../limits.ts';
import { silentLogger } from '../observability/logger.ts';
import { StoreOpenError } from '../timeline/sqlite/store-open-error.ts';
import { TimelineError } from '../timeline/timeline.ts';
import { openMemoryTimeline } from '../timeline/timeline-memory.ts';
import type { OpenTimeline } from './node-types.ts';
import { patientStore } from './patient-store.ts';

/** A store that can be opened after so many tries. */
function fixture(refusals: number, error: Error = new TimelineError('unavailable', 'refused')) {
  const clock = new FakeClock();
  const abort = new AbortController();
  const told: unknown[] = [];
  let tries = 0;
  const open: OpenTimeline = async (options) => {
    tries += 1;
    if (tries <= refusals) throw error;
    return openMemoryTimeline(options);
  };
  const patient = patientStore(open, {
    what: 'PostgreSQL at db',
    waitMs: 60_000,
    clock,
    limits,
    logger: { ...silentLogger, warn: (fields) => told.push(fields) },
    abort: abort.signal,
  });
  const opening = patient({ clock, limits, onCommitted: () => {} });
  return { clock, abort, told, opening, tries: () => tries };
}

test('a store that comes in time is opened; the wait is told now and then', async () => {
  const { clock, opening, told, tries } = fixture(25);
  await clock.advance(26_000);
  await (await opening).close();
  expect(tries()).toBe(26);
  expect(told).toEqual(
    Array(3).fill({ what: 'PostgreSQL at db', reason: 'refused', waitMs: 60_000 }),
  );
});

test('one that does not come is given up with what was wrong last', async () => {
  const { clock, opening } = fixture(1000);
  const failed = opening.catch((error: unknown) => error);
  await clock.advance(59_000);
  expect(clock.pendingTimers).toBe(1);
  await clock.advance(2000);
  const error = await failed;
  expect(error).toBeInstanceOf(StoreOpenError);
  expect(String(error)).toContain('PostgreSQL at db did not answer within 60 s: refused');
  expect(clock.pendingTimers).toBe(0);
});

test('what waiting does not mend is told at once', async () => {
  const error = new StoreOpenError('newer_schema', 'too new');
  const { opening, tries } = fixture(1000, error);
  await expect(opening).rejects.toBe(error);
  expect(tries()).toBe(1);
});

test('an abort ends the wait', async () => {
  const { clock, opening, abort } = fixture(1000);
  const failed = opening.catch((error: unknown) => error);
  await clock.advance(1500);
  abort.abort('SIGTERM');
  expect(await failed).toBe('SIGTERM');
  expect(clock.pendingTimers).toBe(0);
});
