/** What a client keeps to by itself stands alone, so that its bundle need not carry the table. */
export const mostPositions = 1000;
export const mostPullRanges = 256;
export const mostTaps = 1000;
export const mostCounters = 8;

/**
 * Limits of the wire, the same for every server and client of protocol version 1. Limits a server
 * may set otherwise live in the server's own limits file and are told in the answer to `connect`.
 */
export const wireLimits = {
  /** A frame from a connected device: a body, its envelope and room to spare. Bytes. */
  frameBytes: 64 * 1024,
  /** The first frame carries a position for each queue, so it may be larger. Bytes. */
  connectFrameBytes: 256 * 1024,
  /** The JSON text of a message body. Bytes. */
  bodyBytes: 16 * 1024,
  /** Nesting of a JSON frame: deep nesting costs stack in every parser on the way. Levels. */
  jsonDepth: 32,
  /** Positions in one `connect` or `sync`: 1,000 of them fit `connectFrameBytes` at the longest names. */
  positions: mostPositions,
  /** Ranges in one `pull`. */
  pullRanges: mostPullRanges,
  /** Entries in one answer, for one queue. */
  rangeEntries: 1000,
  /** The most a device may ask for in one answer. Bytes of entries. */
  answerBytes: 1024 * 1024,
  /** What a device gets when it asks for nothing special: one screen for every conversation. Bytes. */
  answerBytesDefault: 256 * 1024,
  /** Entries before the head that a device without a position is given for each queue. */
  recentEntries: 100,
  recentEntriesDefault: 20,
  historyEntries: 200,
  historyEntriesDefault: 50,
  /** Users named in one group command. */
  usersPerCommand: 500,
  /** Items on a page of any list. */
  pageItems: 500,
  pageItemsDefault: 100,
  /** Reliable entries in the answer to `room.enter`; a device that lacks more pulls. */
  roomEntries: 100,
  /** Taps of one counter in one `room.tap`: a second of ten fast fingers, and a retry's worth more. */
  tapsPerCommand: mostTaps,
  countersPerCommand: mostCounters,
  /** Keys of a room's state, the JSON text of one value, and of all of them. */
  roomAttributes: 64,
  attributeBytes: 4 * 1024,
  attributesBytes: 16 * 1024,
  /** The longest window of a spread command. ms. */
  spreadMs: 10 * 60_000,
  /** The longest mute, ban or slow mode that has an end. ms. */
  moderationMs: 365 * 24 * 3_600_000,
  /** Display names and titles. Characters. */
  titleLength: 128,
} as const;
