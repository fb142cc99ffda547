import { type WireError, wireError } from '@eagre/protocol';
import { ServiceError } from '../service-error.ts';
import { TimelineError } from '../timeline/timeline.ts';

/** What a device or backend is told to wait when the store could not serve. ms. */
const storeRetryMs = 1000;

/**
 * Whatever a service threw, as it may be told to the caller; the one place for it. Undefined for
 * what nobody expected: that is `internal`, is logged, and no word of it goes out.
 */
export function expectedFault(error: unknown): WireError | undefined {
  if (error instanceof ServiceError) return error.wire();
  if (!(error instanceof TimelineError)) return undefined;
  const detail = { retryAfterMs: storeRetryMs };
  switch (error.code) {
    case 'full':
      return wireError('store_full', 'no room on the disk of the store, nothing was kept', detail);
    case 'overloaded':
      return wireError('overloaded', 'the store has too much to do, try again', detail);
    case 'closed':
      // The store closes last of all: the server is going.
      return wireError('draining', 'the server is about to close, try again', detail);
    case 'unavailable':
      return wireError('store_unavailable', 'the store can not be used now, try again', detail);
  }
}

export function internalFault(): WireError {
  return wireError('internal', 'the server failed to do this; it may be tried again');
}
