import type { Clock, Random } from '@eagre/protocol';
import type { Bus } from '../bus/bus.ts';
import type { LaneScheduler } from '../fanout/lane-scheduler.ts';
import type { Limits } from '../limits.ts';
import type { Ways } from '../observability/ways.ts';
import type { Timeline } from '../timeline/timeline.ts';
import type { AppTiers } from './app-tiers.ts';
import type { Presence } from './presence/presence.ts';
import type { RoomCounts } from './room-counts.ts';
import type { CounterCommits } from './state/counter-commits.ts';
import type { SpeechTimes } from './state/speech-rules.ts';
import type { TapMemory } from './state/tap-memory.ts';

/** What all rooms of a node share. */
export interface RoomUse {
  /** Name of this node among those that share the bus. */
  readonly node: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly limits: Limits;
  readonly bus: Bus;
  readonly timeline: Timeline;
  readonly scheduler: LaneScheduler;
  readonly counts: RoomCounts;
  readonly taps: TapMemory;
  readonly commits: CounterCommits;
  /** When who spoke last, for slow mode. */
  readonly speechTimes: SpeechTimes;
  readonly tiers: Pick<AppTiers, 'of' | 'ready' | 'check'>;
  /** Set after the rooms were made: presence calls them back. */
  readonly presence: () => Presence;
  /** Told of each frame with messages: how long the oldest took to the last device of this node. */
  readonly delivered?: ((tookMs: number) => void) | undefined;
  readonly ways: Pick<Ways, 'chat' | 'dropped' | 'flushed'>;
  /** Told of what failed in the background; it is tried again. */
  readonly report: (error: unknown, what: string) => void;
}
