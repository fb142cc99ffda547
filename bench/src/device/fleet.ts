import type { EagreDevice } from './eagre-device.ts';
import type { EntriesFrame } from './entries-frame.ts';
import { FrameCache } from './frame-cache.ts';
import { Ledger } from './ledger.ts';

/** Called when a device hands over the messages of `frame` from index `from` on. */
export type OnDelivered = (device: EagreDevice, frame: EntriesFrame, from: number) => void;

/**
 * What the devices of one server share: where it is, the frames they have in common, the ledger that
 * compares what they saw, and counters.
 */
export class Fleet {
  readonly host: string;
  readonly port: number;
  readonly ledger = new Ledger();
  readonly frames = new FrameCache((frame) => this.ledger.check(frame));
  onDelivered: OnDelivered = () => {};
  /** Set while the load itself ends connections, so that a close is no fault. */
  closing = false;

  /** `entries` pushes received, by all devices together. */
  pushes = 0;
  /** Length of the latest `entries` push. */
  lastPushBytes = 0;
  /** Messages handed over in order, by all devices together. */
  deliveries = 0;
  /** Ranges asked for because a push was missing. */
  pulls = 0;
  /** Commands refused. */
  refusals = 0;
  lastRefusal = '';

  constructor(address: { host: string; port: number }) {
    this.host = address.host;
    this.port = address.port;
  }
}

/** Opens many devices with a bounded number of handshakes at once. */
export async function inParallel<T, R>(
  items: readonly T[],
  atOnce: number,
  work: (item: T, index: number) => Promise<R>,
  onDone: (done: number) => void = () => {},
): Promise<R[]> {
  const results = new Array<R>(items.length);
  let next = 0;
  let done = 0;
  const worker = async () => {
    while (next < items.length) {
      const index = next;
      next += 1;
      results[index] = await work(items[index] as T, index);
      done += 1;
      onDone(done);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
  return results;
}
