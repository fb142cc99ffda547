import type { Limits } from '../limits.ts';
import type { Ways } from '../observability/ways.ts';
import type { FanoutCounters } from './fanout-counters.ts';
import type { Receiver } from './receiver.ts';
import type { Strand } from './strand.ts';

export type FanoutLimits = Pick<
  Limits,
  | 'mergeMaxMs'
  | 'mergeReceiversPerMs'
  | 'frameEntries'
  | 'frameChars'
  | 'topicPendingChars'
  | 'topicPendingEphemerals'
>;

/** What all strands of a fan-out share. */
export interface FanoutHost {
  readonly limits: FanoutLimits;
  readonly counters: FanoutCounters;
  /** A frame was handed to all its receivers; its oldest entry was made then, ms since 1970. */
  readonly delivered?: ((madeAt: number) => void) | undefined;
  readonly ways: Pick<Ways, 'handOut'>;
  /** The receiver's place in the strand is another one now. */
  moved(receiver: Receiver, strand: Strand, place: number): void;
  /** The strand's frame is at its end; more may wait. */
  finished(strand: Strand): void;
}
