import { clusterLimits } from './cluster-limits.ts';
import { consoleLimits } from './console-limits.ts';
import { roomLimits } from './room-limits.ts';
import { seriesLimits } from './series-limits.ts';
import { wayLimits } from './way-limits.ts';

/**
 * Every limit of the server that is not on the wire (those are in the protocol's `limits.ts`), with
 * its reason; rooms and clusters have a file of their own beside this one. `limits.test.ts` asserts
 * the relations between them. Configuration may change the ones that `config/schema.ts` names: the
 * stations take a `Limits` from their maker.
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
  /**
   * JSON text of a document: it is read and replaced as a whole, so the largest list (5000 mutes of
   * a room) must fit, and 2 ms of parsing is what one may cost the event loop. Characters.
   */
  documentLength: 1024 * 1024,
  /** Name of a sum: a counter's of 32, and a node's of 63. Characters. */
  countNameLength: 96,
  /** Newest entries of a queue kept in memory: a cold start of a busy day fits. */
  tailEntries: 512,
  /** First read of a tail starts at a multiple of this, so that readers at near places share it. */
  tailAlign: 64,
  /** Entries read at once from older parts of a queue, shared by all who read there then. */
  blockEntries: 256,
  /** One read for a tail or a block: 512 bodies of the largest size. Bytes. */
  blockBytes: 8 * 1024 * 1024,
  /** All tails together. Bytes. */
  tailBytes: 256 * 1024 * 1024,
  /** One turn of the fan-out: 512 sends take about 2 ms, so a turn never starves the loop. */
  sliceReceivers: 512,
  /** The longest a hot topic waits to merge entries. ms. */
  mergeMaxMs: 50,
  /** Receivers that buy one ms of spacing between flushes of a hot topic; a flush of 20 takes 0.1 ms. */
  mergeReceiversPerMs: 20,
  /** Entries and characters of one merged frame: a device shows something before it has parsed it all. */
  frameEntries: 1000,
  frameChars: 512 * 1024,
  /** Characters of entries that wait in one lane of a topic; beyond it its receivers are told to pull. */
  topicPendingChars: 4 * 1024 * 1024,
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
  /** Connects since the last tidying that make another worth its pause (a tenth of a second). */
  tidyConnects: 2000,
  /** Quiet enough to tidy up: at most so many connects and frames a second … */
  tidyQuietRate: 500,
  /** … for so long. ms. */
  tidyQuietMs: 2000,
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
  /** Conversations of one user: their positions, and that of the user queue, fill one `connect`. */
  conversationsPerUser: 999,
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
  /** … in so many samples in a row. */
  overloadLateSamples: 2,
  /** … or resident memory passes this. Bytes. */
  overloadMemoryBytes: 4 * 1024 * 1024 * 1024,
  /** How often load is sampled. ms. */
  overloadSampleMs: 100,
  /** Memory is looked at less often: it costs a call of the system, and grows slowly. ms. */
  overloadMemoryMs: 1000,
  /** Overload ends when every figure was below half its mark for this long. ms. */
  overloadCalmMs: 2000,
  /** What a refused device is told to wait, before its own jitter. ms. */
  overloadRetryMs: 2000,
  /** A sender may take a message back for this long. ms. */
  recallMs: 2 * 60_000,
  /** Copies of a recalled message are looked for in as many user queues; larger groups keep them … */
  recallCopies: 100,
  /** … among as many of the newest entries of each: the last minutes of a busy user … */
  recallLookBack: 128,
  /** … in so many queues at once: with the largest bodies they are 32 MB. */
  recallQueues: 16,
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
  /** Open rooms of one app on one node: 20 KB each before anybody is in. */
  roomsPerApp: 20_000,
  /** Rooms that one device is in at once: a show, the one beside it, and a few that are being left. */
  roomsPerDevice: 8,
  /**
   * A turn of the fan-out ends after this even if its receivers are not all served. A message of
   * others waits for a turn at each station on its way; shorter ones gained nothing more. ms.
   */
  sliceMs: 0.5,
  /** Receivers served before the turn looks at the clock and at the other tasks: some 50 us. */
  sliceStep: 8,
  /** Frames shorter than this are not packed: there is nothing to gain. Characters. */
  packMinChars: 400,
  /** Body of one HTTP request: a broadcast with its targets and the largest message fits. Bytes. */
  httpBodyBytes: 256 * 1024,
  /** Conversations in one broadcast … */
  broadcastTargets: 500,
  /** … of which so many are in the works at once, so that a broadcast leaves room for others. */
  broadcastConcurrency: 16,
  /** An HTTP connection on which nothing moves is dropped after this. Seconds, at most 255. */
  httpIdleSeconds: 60,
  /** HTTP requests being answered at once; more are refused as `overloaded`. */
  httpRequests: 1000,
  /** After a drain, connections that still linger are dropped after this. ms. */
  stopGraceMs: 3000,
  /** The store must answer `/readyz` within this. ms. */
  readyStoreMs: 2000,
  /** Members of all conversations kept in memory, about 100 bytes each. */
  cachedMembers: 500_000,
  /** Conversations whose recent rate is known, for the choice of the fan-out mode. */
  activeConversations: 50_000,
  /** How often quiet conversations are looked for, to return them to write mode. ms. */
  modeSweepMs: 60_000,
  /** Users whose number of conversations is remembered. */
  countedUsers: 100_000,
  /** Read watermarks remembered as stored already, so that repeating one costs no commit. */
  rememberedReads: 100_000,
  /** A group with more members tells how far they read only in pages: each asker costs as many rows. */
  readMarkMembers: 500,
  /** How often all queues are looked at for entries that retention does not keep. ms. */
  retentionSweepMs: 10 * 60_000,
  /** Queues looked at in one call: one read of the largest entry for each is a few MB. */
  retentionQueues: 100,
  /** Short trims, each one synced transaction, that count as much as a full slice (`trimSlice`). */
  retentionTrims: 20,
  /** After a full slice the writer belongs to commits for this long: 5 ms of work, 20 ms of rest. ms. */
  retentionPauseMs: 20,
  /** A user's typing in one conversation is passed on this often; devices show it a little longer. ms. */
  typingUserMs: 2000,
  /** Typing passed on in one conversation a second: more names than that nobody reads. */
  typingPerSecond: 5,
  /** Users and conversations whose last typing is remembered. */
  rememberedTyping: 20_000,
  /** A write-mode group larger than this is not told who types: it would cost a push for each. */
  typingMembers: 100,
  /**
   * A device that was just made to follow a queue is told its head this much later, in case an entry
   * passed before it followed: past the longest merge, soon enough to keep the promised 500 ms. ms.
   */
  followCheckMs: 120,
  /** Bytes of one page of history: the most entries of the largest size fit. */
  historyBytes: 8 * 1024 * 1024,
  /** Personal messages on one page of history. */
  historyPersonals: 500,
  /** Devices of development mode's crowd: one process holds so many with room for its own files. */
  crowdDevices: 10_000,
  /** … which a person who forgets it finds gone after this. min. */
  crowdMinutes: 60,
  /** … and its process has so long to leave. ms. */
  crowdGoMs: 5000,
  /** … while its node is asked this often whether it has. ms. */
  crowdLookMs: 200,
  /** An address that a crowd could go to must answer in this time, else it goes to its node. ms. */
  crowdAnswerMs: 1000,
  /** What it says is kept so far, to tell why it ended. */
  crowdSaidChars: 4096,
  ...roomLimits,
  ...clusterLimits,
  ...consoleLimits,
  ...seriesLimits,
  ...wayLimits,
} as const;

/** The limits as a station takes them: those above, or what configuration made of them. */
export type Limits = { readonly [name in keyof typeof limits]: number };
