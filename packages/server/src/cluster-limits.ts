/** Limits of what a node does with other nodes and with the servers that it shares with them; a part of `limits.ts`. */
export const clusterLimits = {
  /** A node that starts waits so long for PostgreSQL: machines start their parts in any order. ms … */
  postgresWaitMs: 60_000,
  /** … and tries this often. ms. */
  postgresRetryMs: 1000,
  /** How often a node that waits says so in its log. ms. */
  startTellMs: 10_000,
  /** A worker that ended within this has not really run. ms … */
  workerStableMs: 10_000,
  /** … and after so many such ends in a row another would end as well. */
  workerDeaths: 8,
  /** First pause before a worker that ended is started again; it doubles … ms. */
  workerPauseMs: 100,
  /** … up to this. ms. */
  workerPauseMaxMs: 10_000,
  /** A worker ends within this after its drain: a statement that hangs, and the commits behind it. ms. */
  workerStopMs: 15_000,
  /** New versions of conversations are told to other nodes together, this late at most. ms … */
  conversationNewsMs: 5,
  /** … and so many at once: some 20 KB. */
  conversationNewsKeys: 500,
  /** What another node changed in a conversation is found by the store after this if the news was lost. ms … */
  conversationTrustMs: 60_000,
  /** … and after this while the bus is away. ms. */
  conversationDoubtMs: 1000,
  /** Messages of two nodes about one queue cross; a hole in it is waited for this long. ms. */
  feedHoleMs: 20,
  /** A hole of more entries is not read: the devices are told the head and pull what they need. */
  feedHoleEntries: 500,
  /** … nor one of more than this: read for one queue among many. Bytes. */
  feedHoleBytes: 256 * 1024,
  /** Holes of so many queues are read at once: 16 MB at most. */
  feedHoleQueues: 64,
  /** Reads of holes, and as many of heads, under way at once: the rest of the store is for devices. */
  feedReads: 4,
  /** Entries of one queue that wait for a hole before them; beyond it the devices pull. */
  feedHeldEntries: 1000,
  /** … and characters of all queues: a second of 64,000 messages of a thousand. */
  feedHeldChars: 64 * 1024 * 1024,
  /** The head of every followed queue is compared with the store within this. ms … */
  feedCheckMs: 3000,
  /** … and within this while the bus is away, since nothing else tells what others commit. ms. */
  feedCheckAwayMs: 1000,
  /** Heads in one read: 100,000 queues make 82 reads a second … */
  feedCheckQueues: 500,
  /** … and heads in a second, however many queues: what that costs the store stays the same. */
  feedCheckPerSecond: 50_000,
  /** After a read that failed the feed asks again after this; it doubles … ms. */
  feedRetryMs: 50,
  /** … up to this. ms. */
  feedRetryMaxMs: 2000,
  /** A read waits this long at most for a new subscription to be in force. ms. */
  feedSettleMs: 1000,
  /** After a read that failed, what a user's devices follow is looked up again after this. ms. */
  followAgainMs: 1000,
  /** A node tells the others of itself this often … ms. */
  nodeTellMs: 1000,
  /** … and is gone when nothing was heard of it for this long: a few messages may be lost. ms. */
  nodeForgetMs: 5000,
  /** Operators are told for this long of a node that fell silent: they look when they are woken. ms. */
  nodeGoneMs: 60 * 60_000,
  /** … and of so many at the most: beyond it those that were missed first are forgotten. */
  nodesGone: 64,
  /** Other nodes answer questions from memory: who needs longer than this is in trouble. ms. */
  nodeAnswerMs: 500,
  /**
   * A device that connected elsewhere loses its connection here if that is older than this. Which of
   * two younger ones came later nobody can tell: the news may have crossed a return of the device. ms.
   */
  replacedAgeMs: 1000,
  /** Nodes look this often whether buckets went to another PostgreSQL server … ms. */
  mapCheckMs: 2000,
  /** … and read nothing from a server that they could not ask for longer than this. ms. */
  mapTrustMs: 6000,
  /** Whatever was read by an older map has ended by then: the longest read, after that time. ms. */
  mapSettleMs: 15_000,
  /** … and this often while some rest, so that what waits for the end goes on soon. ms. */
  mapMovingMs: 100,
  /** A commit to buckets that are being moved waits this long, then is refused: a freeze fits. ms. */
  bucketHoldMs: 5000,
  /** Commits that wait so on one node: some seconds of a busy one. */
  bucketHeld: 20_000,
  /** Buckets are frozen for at most this long, then their move is given up: shorter than the wait. ms. */
  bucketFreezeMs: 4000,
  /** Buckets that are frozen together: for some 100 ms, if they are not large. */
  bucketsFrozen: 4,
  /** Rows of a bucket that are copied or removed in one call: some 10 ms of work … */
  bucketRows: 1000,
  /** … of as many characters. */
  bucketRowsChars: 4 * 1024 * 1024,
  /** A bucket is copied again and again while it is in use, until less than this is new … */
  bucketNewRows: 500,
  /** … or so many times. */
  bucketPasses: 5,
  /** A freeze that was not long enough is tried again so many times. */
  bucketFreezes: 5,
  /** A commit waits this long for its copies on other servers, then they follow it. ms. */
  outboxWaitMs: 1000,
  /** Outboxes that one node empties at once; others wait for the sweep. */
  outboxLanes: 20_000,
  /** Orders of an outbox read at once; they are carried out one after the other. */
  outboxOrders: 64,
  /** … and their texts. Bytes. */
  outboxOrderBytes: 1024 * 1024,
  /** What was carried out is removed this often: before a sweep of another node finds it. ms. */
  outboxClearMs: 100,
  /** Nodes look this often for outboxes that whoever filled them did not empty. ms. */
  outboxSweepMs: 1000,
  /** … so many of each server. */
  outboxSweepPage: 500,
  /** One attempt to reach a NATS server, its greeting included: a round trip of the slowest link. ms. */
  natsConnectMs: 2000,
  /** A node waits this long for NATS when it starts; then it starts without and heals later. ms. */
  natsStartMs: 5000,
  /** Pause before NATS is tried again: doubled from the first … up to the second. ms. */
  natsRetryMinMs: 50,
  natsRetryMaxMs: 2000,
  /** NATS is asked this often whether it lives; two questions without an answer end the line. ms. */
  natsPingMs: 1000,
  /** Bytes published and not yet taken by the NATS server; beyond it messages are dropped. */
  natsUnsentBytes: 32 * 1024 * 1024,
  /** After so many bytes the server is asked whether it has taken them. */
  natsConfirmBytes: 256 * 1024,
  /** Largest message on the bus, where the NATS server allows as much: its own default. Bytes. */
  natsMessageBytes: 1024 * 1024,
  /** A subject that nobody here wants any more is kept this long: devices hop back and forth. ms. */
  natsLingerMs: 50,
  /** Subjects left in one turn, and entered in one turn after a reconnect: some 5 ms of work. */
  natsInterestSlice: 2000,
  /** Servers of a NATS cluster need this long to tell each other of a new subscription. ms. */
  natsRouteMs: 10,
  /** Longest subject: the longest key with each character escaped, in a control line of 4 KB. Bytes. */
  natsSubjectBytes: 2048,
  /** What is published when the node ends has this long to reach the server. ms. */
  natsCloseMs: 1000,
  /** The same trouble of the bus is reported this often. ms. */
  natsReportMs: 10_000,
  /** One attempt to connect to PostgreSQL: a round trip or two on the slowest link, and a fork there. ms. */
  postgresConnectMs: 3000,
  /** A statement is given up after this, with its connection: a batch takes some 50. ms. */
  postgresStatementMs: 5000,
  /** Reading connections of one node: reads take a ms or less, and each costs the server 10 MB. */
  postgresReaders: 4,
  /** Reads that wait for one of them: a storm of cold starts is coalesced before it comes here. */
  postgresReadsWaiting: 2000,
  /** Users, queues or entries in one read for several devices: more would save next to nothing. */
  postgresReadItems: 100,
  /** … and how long; beyond it a device had better try again later. ms. */
  postgresReadWaitMs: 2000,
  /** Writes that wait for the one writing connection: two batches, trims, and what is rare. */
  postgresWritesWaiting: 64,
  /** Without a connection a call waits this long, for a flicker, then it is refused. ms. */
  postgresDownWaitMs: 250,
  /** Pause before PostgreSQL is tried again: doubled from the first … up to the second. ms. */
  postgresReconnectMinMs: 50,
  postgresReconnectMaxMs: 2000,
  /** With several hosts: how long the slower ones may still show that they are the newer primary. ms. */
  postgresHostGraceMs: 250,
  /** The writing connection is tried this often, so that a server that hangs is found at rest. ms. */
  postgresPulseMs: 5000,
  /** The server looks this often whether we are still there, and else ends what we began. ms. */
  postgresGoneMs: 1000,
  /** What a failover would lose is written down again when it is this old … ms. */
  postgresSeenMs: 30_000,
  /** … and is believed after a failover if it is not older than this: longer than most repairs. ms. */
  postgresTrustMs: 15 * 60_000,
  /** Old idempotency keys that a backup kept from being emptied are tried again after this. ms. */
  postgresOnceRetryMs: 10 * 60_000,
} as const;
