/**
 * Every limit of the server that is not on the wire (those are in the protocol's `limits.ts`),
 * with its reason. `limits.test.ts` asserts the relations between them. Configuration may change
 * the ones that `config/schema.ts` names: the stations take a `Limits` from their maker.
 */
export const limits = {
  /** Commits are flushed at this many entries: past it a batch gains little and waits longer. */
  batchEntries: 256,
  /** … or after this time: a fifth of a heartbeat of the eye, and twice a disk's sync. ms. */
  batchWaitMs: 2,
  /**
   * When commits wait already, one batch takes up to this many entries: pages that are touched
   * several times are written once, and a sync is still shared by a bounded number of waiters.
   */
  batchMaxEntries: 1024,
  /** A second batch waits at the writer, so that it need not wait for the main thread. */
  batchesInFlight: 2,
  /** Entries accepted and not yet on disk; beyond it sends are refused as `overloaded`. */
  pendingEntries: 200_000,
  /** Queues whose number and head the writer remembers: 100 bytes each. */
  writerQueues: 200_000,
  /** Entries deleted in one transaction of a trim: a few ms between two batches. */
  trimSlice: 1000,
  /** Queues named by one append: a write fan-out goes to a group at most, the largest configurable. */
  queuesPerAppend: 20_000,
  /** JSON text of an entry. A body, or 500 user names, with room to spare. Characters. */
  entryLength: 256 * 1024,
  /** Newest entries of a queue kept in memory: a cold start of a busy day fits. */
  tailEntries: 512,
  /** All tails together. Bytes. */
  tailBytes: 256 * 1024 * 1024,
  /** One turn of the fan-out: 512 sends take about 2 ms, so a turn never starves the loop. */
  sliceReceivers: 512,
  /** The longest a hot topic waits to merge entries. ms. */
  mergeMaxMs: 50,
  /** Receivers that buy one ms of spacing between flushes of a hot topic; a flush of 20 takes 0.1 ms. */
  mergeReceiversPerMs: 20,
  /** Entries and bytes of one merged frame: a device shows something before it has parsed it all. */
  frameEntries: 1000,
  frameEntriesBytes: 512 * 1024,
  /** Entries of one topic that wait for their lane; beyond it the topic's receivers are told to pull. Bytes. */
  topicPendingBytes: 4 * 1024 * 1024,
  /** Best-effort frames of one topic that wait for their lane; the oldest are dropped. */
  topicPendingEphemerals: 64,
  /** Bytes a blocked connection may hold in its outbox before it is told to pull. */
  outboxBytes: 256 * 1024,
  /** Answers are never dropped; a blocked device that asks for more than this is closed. Bytes. */
  outboxAnswerBytes: 2 * 1024 * 1024,
  /** Queues a blocked connection may be behind in: all of a user's, and as many that came and went. */
  behindQueues: 2000,
  /** A connection that could send nothing for this long is closed. ms. */
  slowCloseMs: 30_000,
  /** Time a new connection has for its `connect`. ms. */
  connectWaitMs: 10_000,
  /** A device that says nothing for this long is pinged, ms … */
  heartbeatMs: 25_000,
  /** … and closed after this. ms. */
  heartbeatTimeoutMs: 60_000,
  /** Every connection is looked at this often for silence, blocked sockets and ended tokens. ms. */
  sweepMs: 1000,
  /** A device is told of its token's end at 80 % of the token's life, or this long before. ms. */
  tokenNoticeMs: 60_000,
  /** The runtime's own limit of a frame, above ours so that our close code is the one seen. Bytes. */
  socketFrameBytes: 1024 * 1024,
  /** The runtime's own limit of unsent bytes; above the largest frame plus what is ours to hold. */
  socketBufferBytes: 16 * 1024 * 1024,
  /** Sockets of one node: file descriptors and memory (8 KB each) stay in a small machine's reach. */
  connections: 100_000,
  /** Connections of one user. */
  devicesPerUser: 16,
  /** Conversations of one user: their positions fit one `connect`. */
  conversationsPerUser: 1000,
  /** Members of a group unless configured otherwise (mission: at most 500). */
  groupMembers: 500,
  /** Commands a second on one connection, and the burst above it. */
  commandsPerSecond: 50,
  commandsBurst: 200,
  /** Commands of one connection that are being worked on; a device waits for answers before more. */
  commandsInFlight: 64,
  /** Sends a second by all users of one app, and the burst above it: a line's share of the store. */
  appSendsPerSecond: 10_000,
  appSendsBurst: 20_000,
  /** Users and apps whose send rates are remembered at once; idle ones are forgotten. */
  rateKeys: 200_000,
  /** Sends a second by one user over all devices, and the burst above it. */
  sendsPerSecond: 20,
  sendsBurst: 60,
  /** Refused commands in a row after which the connection is closed as `flood`. */
  refusalsBeforeClose: 1000,
  /** Overload begins when the event loop is late by this much, ms … */
  overloadLagMs: 250,
  /** … or resident memory passes this. Bytes. */
  overloadMemoryBytes: 4 * 1024 * 1024 * 1024,
  /** How often load is sampled. ms. */
  overloadSampleMs: 100,
  /** Overload ends when every figure was below half its mark for this long. ms. */
  overloadCalmMs: 2000,
  /** What a refused device is told to wait, before its own jitter. ms. */
  overloadRetryMs: 2000,
  /** A sender may take a message back for this long. ms. */
  recallMs: 2 * 60_000,
  /** Times a commit is planned again after a conflict before the sender is told `conflict`. */
  conflictRetries: 8,

  /** A token that never ends can't be taken back, so none may live longer than this. ms. */
  tokenLifeMs: 30 * 24 * 3_600_000,
  /** Clocks of the server and of who signs tokens may differ by this. ms. */
  tokenToleranceMs: 5000,
  /** A group in auto mode with more members than this costs more rows than it saves reads. */
  readModeMembers: 100,
  /** … or one whose members × messages a second pass this: 2 % of what a disk commits. */
  readModeRows: 500,
  /** Back to write mode after being quiet for this long, so that a pulse does not flap. ms. */
  writeModeQuietMs: 30 * 60_000,

  /** Body of one HTTP request: a broadcast with its targets and the largest message fits. Bytes. */
  httpBodyBytes: 256 * 1024,
  /** Conversations in one broadcast … */
  broadcastTargets: 500,
  /** … of which so many are in the works at once, so that a broadcast leaves room for others. */
  broadcastConcurrency: 16,
  /** HTTP requests being answered at once; more are refused as `overloaded`. */
  httpRequests: 1000,
  /** A lag of the event loop above which `/readyz` says no: nothing would be answered in time. ms. */
  readyLagMs: 500,
  /** The store must answer `/readyz` within this. ms. */
  readyStoreMs: 2000,
} as const;

/** The limits as a station takes them: those above, or what configuration made of them. */
export type Limits = { readonly [name in keyof typeof limits]: number };
