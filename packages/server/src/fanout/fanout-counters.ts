import type { Priority } from '@eagre/protocol';

/** Counters of one lane since the start. */
export interface LaneCounters {
  /** Frames handed to receivers; one frame to 320 receivers counts 320. */
  frames: number;
  /** Characters of those frames. */
  chars: number;
  /** Entries in those frames; one entry to 320 receivers counts 320. */
  entries: number;
  /** Flushes of entries: the frame of each is encoded once at most, for all receivers. */
  flushes: number;
  /** Entries that went along in another entry's frame, for nothing. */
  merged: number;
  /** Flushes in which receivers were told the head, since too much waited. */
  overflows: number;
  /** Ephemeral frames dropped before any receiver got them, since too many waited. */
  ephemeralsDropped: number;
}

export interface FanoutCounters {
  readonly lanes: Readonly<Record<Priority, LaneCounters>>;
  /** Messages of the bus that were taken in. */
  messages: number;
}

export function newFanoutCounters(): FanoutCounters {
  const lane = (): LaneCounters => ({
    frames: 0,
    chars: 0,
    entries: 0,
    flushes: 0,
    merged: 0,
    overflows: 0,
    ephemeralsDropped: 0,
  });
  return {
    lanes: { critical: lane(), high: lane(), normal: lane(), low: lane() },
    messages: 0,
  };
}
