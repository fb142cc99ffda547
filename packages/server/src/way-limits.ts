/** Limits of the ways of messages (`observability/way-book.ts`), each with its reason; a part of `limits.ts`. */
export const wayLimits = {
  /** Messages whose way a node knows, the newest: some 400 bytes each. */
  waysKept: 2000,
  /** Stations that a node writes down in a second: 0.1 % of its time, for some hundred messages. */
  wayNotesPerSecond: 1000,
} as const;
