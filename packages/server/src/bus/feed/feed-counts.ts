/** Counters since the start, and what is held now. */
export interface FeedCounts {
  /** Times that entries of a queue were missing before others, or the store had more. */
  holes: number;
  /** Reads of the store for holes: one is for all holes of that moment, and for all devices. */
  reads: number;
  /** Entries that came out of those reads. */
  repaired: number;
  /** Heads that were compared with the store … */
  compared: number;
  /** … and that were found to be further on. */
  lostTails: number;
  /** Times that devices were told the head instead of entries. */
  headsTold: number;
  /** Reads that failed. */
  failedReads: number;
  /** Entries that wait for a hole before them, now. */
  held: number;
  heldChars: number;
}

export function newFeedCounts(): FeedCounts {
  return {
    holes: 0,
    reads: 0,
    repaired: 0,
    compared: 0,
    lostTails: 0,
    headsTold: 0,
    failedReads: 0,
    held: 0,
    heldChars: 0,
  };
}
