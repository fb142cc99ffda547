/** Limits of what a node remembers of its own load, each with its reason; a part of `limits.ts`. */
export const seriesLimits = {
  /** Seconds whose figures are kept: what just happened is looked at closely for an hour. */
  seriesSeconds: 3600,
  /** Minutes whose figures are kept: a day, to see tonight beside last night. With the seconds 0.7 MB. */
  seriesMinutes: 1440,
  /** Points of each figure in one answer: as many as a graph has pixels, and some 200 KB in all. */
  seriesPoints: 600,
  /** Whoever asks for points after a later time than this has the wrong unit or clock. ms. */
  seriesAheadMs: 60_000,
  /** Open rooms of a node, the fullest, whose rates are known: as many as a list shows. */
  ratedRooms: 200,
  /** Rates of rooms are those of so many seconds. */
  ratedSeconds: 10,
  /** The fullest rooms are looked for this often: a pass over all that are open. s. */
  ratedChoiceSeconds: 5,
} as const;
