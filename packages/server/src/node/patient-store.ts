import type { Clock } from '@eagre/protocol';
import type { Limits } from '../limits.ts';
import type { Logger } from '../observability/logger.ts';
import { StoreOpenError } from '../timeline/sqlite/store-open-error.ts';
import { TimelineError } from '../timeline/timeline.ts';
import type { OpenTimeline } from './node-types.ts';

export interface PatientStoreOptions {
  /** What is waited for, without secrets. */
  what: string;
  waitMs: number;
  clock: Clock;
  limits: Pick<Limits, 'postgresRetryMs' | 'startTellMs'>;
  logger: Logger;
  abort?: AbortSignal | undefined;
}

/**
 * Opens a store that may not be there yet: machines start their parts in any order. Rejects with
 * `StoreOpenError` when it does not come in time, with the signal's reason when it is aborted, and at
 * once with every error that waiting does not mend.
 */
export function patientStore(open: OpenTimeline, options: PatientStoreOptions): OpenTimeline {
  const { what, waitMs, clock, limits, logger, abort } = options;
  return async (store) => {
    const startedMs = clock.monotonicMs();
    let tellAtMs = startedMs;
    for (;;) {
      abort?.throwIfAborted();
      const reason = await reasonNotOpen(() => open(store));
      if (!('reason' in reason)) return reason.opened;
      const nowMs = clock.monotonicMs();
      if (nowMs - startedMs >= waitMs) {
        const text = `${what} did not answer within ${waitMs / 1000} s: ${reason.reason}`;
        throw new StoreOpenError('failed', text);
      }
      if (nowMs >= tellAtMs) {
        logger.warn({ what, reason: reason.reason, waitMs }, 'waiting for the store');
        tellAtMs = nowMs + limits.startTellMs;
      }
      await pause(clock, limits.postgresRetryMs, abort);
    }
  };
}

async function reasonNotOpen<Opened>(
  open: () => Promise<Opened>,
): Promise<{ opened: Opened } | { reason: string }> {
  try {
    return { opened: await open() };
  } catch (error) {
    if (error instanceof TimelineError && error.code === 'unavailable') {
      return { reason: error.message };
    }
    throw error;
  }
}

async function pause(clock: Clock, ms: number, abort: AbortSignal | undefined): Promise<void> {
  const passed = Promise.withResolvers<void>();
  const timer = clock.setTimer(ms, passed.resolve);
  abort?.addEventListener('abort', () => passed.resolve(), { once: true });
  await passed.promise;
  timer.cancel();
}
