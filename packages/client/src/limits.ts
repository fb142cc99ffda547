/** Limits of the SDK, each with its reason; those of the wire are in `@eagre/protocol/limits`. */
export const clientLimits = {
  /** First reconnect comes within this; one lost packet should not cost a visible pause. ms. */
  backoffBaseMs: 250,
  /** Longest pause between tries; longer ones make people reload the page instead. ms. */
  backoffCapMs: 15_000,
  /** A connection that lasted this long proves that the server is well: back-off starts over. ms. */
  stableAfterMs: 10_000,
  /** To open a socket and be answered; a phone on a bad line needs most of it. ms. */
  connectTimeoutMs: 15_000,
  /** For an answer to any other command. ms. */
  requestTimeoutMs: 10_000,
  /** A device pings after this part of the heartbeat, so that the ping arrives in time. */
  heartbeatShare: 0.8,
  /** Heartbeats without a sound from the server after which the connection counts as dead. */
  silentHeartbeats: 2,
  /** Probe answer expected within this when the network came back. ms. */
  probeTimeoutMs: 5_000,
  /** Requests without an answer at once; past it something is wrong with the application. */
  pendingRequests: 1000,
  /** Entries kept for one queue while an earlier one is missing: one full pull answer. */
  heldEntries: 1000,
  /** Entries kept for all queues together; what does not fit is pulled again. */
  heldEntriesTotal: 10_000,
  /** Queues whose position is known; the oldest that is not followed makes room. */
  queues: 10_000,
  /** Queues whose entries came before the user was told to be a member. */
  strangers: 256,
  /** `pull` commands under way at once: one in transit while the last one is handed over. */
  pullsAtOnce: 2,
  /** Lost last pushes are found by comparing positions this often. ms. */
  syncEveryMs: 300_000,
  /** Positions are saved at most this often: a burst costs one write. ms. */
  saveDelayMs: 250,
  /** Messages sent and not yet answered. */
  unsentMessages: 500,
  /** After this a message that could not be sent fails. ms. */
  sendDeadlineMs: 120_000,
  /** A stored unsent message older than this is given up: servers know client ids for a day. ms. */
  resendWithinMs: 12 * 3_600_000,
  /** Sends of one conversation under way at once; more than one may reorder after a refusal. */
  sendsAtOnce: 1,
  /** Events waiting in one async iterator. */
  bufferedEvents: 1000,
  /** "Is typing" is told at most this often for each conversation. ms. */
  typingEveryMs: 3_000,
  /** What two clocks stray from each other: a bad quartz does 1 ms in 10 s. */
  clockDrift: 1e-4,
  /** In a room the clock is measured anew this often: it has strayed 3 ms then. ms. */
  clockEveryMs: 30_000,
  /** Taps of a room are summed for so long before they are sent. ms. */
  tapEveryMs: 1_000,
  /** Counters with taps that wait to be sent: as many as a room has. */
  tapCounters: 32,
  /** Chat messages that are known again when they come a second time: ten times a room's recent chat. */
  seenChat: 256,
  /** Messages of a room that wait for their instant. */
  activations: 256,
  /** A long wait is looked at again this often, as the clock may be known better by then. ms. */
  activationCheckMs: 5_000,
} as const;
