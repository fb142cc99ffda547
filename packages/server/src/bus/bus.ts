import type { Committed } from '../timeline/committed.ts';

/** What nodes tell each other about one queue or user. `frame` is encoded for devices already. */
export type BusMessage =
  | { type: 'entries'; entries: Committed }
  /** Best effort, never stored: typing, read marks. `exceptDevice` is a `deviceKey`. */
  | { type: 'ephemeral'; frame: string; exceptDevice?: string }
  /** On a user queue's subject; without `device` (a device id) all devices of the user. */
  | { type: 'kick'; device?: string; reason: string };

export interface Subscription {
  cancel(): void;
}

/**
 * At most once, in order for each publisher and subject; positions repair every loss (design
 * section 1). A subject is the key of a queue. Handlers must not block.
 * Implementations: `bus-memory.ts`; NATS joins with the cluster.
 */
export interface Bus {
  publish(subject: string, message: BusMessage): void;
  subscribe(subject: string, handler: (message: BusMessage) => void): Subscription;
  close(): Promise<void>;
}
