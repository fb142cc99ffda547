import type { BusStats } from '../bus.ts';
import type { Unreadable } from './codec.ts';

/** No way to others, the way is jammed, too large for the server. */
export type DropReason = 'away' | 'jammed' | 'tooLarge';

export interface NatsBusStats extends BusStats {
  readonly dropped: Readonly<Record<DropReason, number>>;
  readonly unreadable: Readonly<Record<Unreadable, number>>;
}

export class Traffic {
  readonly dropped: Record<DropReason, number> = { away: 0, jammed: 0, tooLarge: 0 };
  readonly unreadable: Record<Unreadable, number> = { version: 0, type: 0, malformed: 0 };
  published = 0;
  publishedBytes = 0;
  received = 0;
  receivedBytes = 0;

  sent(bytes: Uint8Array): void {
    this.published += 1;
    this.publishedBytes += bytes.length;
  }

  came(bytes: Uint8Array): void {
    this.received += 1;
    this.receivedBytes += bytes.length;
  }
}
