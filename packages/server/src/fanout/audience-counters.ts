/** Counters since the start, of one audience or several. */
export interface AudienceCounters {
  /** Frames handed to audiences, whatever their size. */
  flushes: number;
  /** Frames that devices took; one frame to 5,000 devices counts 5,000. */
  frames: number;
  /** Characters of those frames. */
  chars: number;
  /** Best-effort messages and reliable entries in those frames. */
  chatDelivered: number;
  reliableDelivered: number;
  /** Frames that devices refused, and what was in them: the chat is lost, the entries are tried again. */
  refusedFrames: number;
  refusedChat: number;
  refusedReliable: number;
  /** Devices that were given the entries they lacked by a frame made for that … */
  retried: number;
  /** … or along with a later flush … */
  carried: number;
  /** … or were told the head, to pull. */
  pulled: number;
  /** From the hand-over of a flush to its last device: of all flushes together, and the longest. */
  flushMs: number;
  longestFlushMs: number;
}

export function newAudienceCounters(): AudienceCounters {
  return {
    flushes: 0,
    frames: 0,
    chars: 0,
    chatDelivered: 0,
    reliableDelivered: 0,
    refusedFrames: 0,
    refusedChat: 0,
    refusedReliable: 0,
    retried: 0,
    carried: 0,
    pulled: 0,
    flushMs: 0,
    longestFlushMs: 0,
  };
}

/** Adds `more` to `sum`: a node's figures outlive its rooms. */
export function addAudienceCounters(sum: AudienceCounters, more: AudienceCounters): void {
  const { longestFlushMs } = sum;
  for (const name of Object.keys(sum) as (keyof AudienceCounters)[]) sum[name] += more[name];
  sum.longestFlushMs = Math.max(longestFlushMs, more.longestFlushMs);
}
