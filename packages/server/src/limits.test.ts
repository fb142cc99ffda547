import { expect, test } from 'bun:test';
import { wireLimits } from '@eagre/protocol';
import { checkedConfig } from './config/checked-config.ts';
import { limits } from './limits.ts';
import { limitsOf } from './node/node-limits.ts';

type Pair = [smaller: number, larger: number, why: string];

/** The longest user or device name. Characters. */
const nameLength = 64;
/** The longest id of a room, `room:` before a name. */
const roomLength = nameLength + 5;
/** Names, numbers and quotes round a message in a frame. */
const envelopeLength = 300;

const roomLimits: Pair[] = [
  [limits.roomUserPerSecond, limits.roomUserBurst, 'a burst is more than a second'],
  [limits.roomPerSecond, limits.roomBurst, 'a burst is more than a second'],
  [limits.roomAppPerSecond, limits.roomAppBurst, 'a burst is more than a second'],
  [limits.roomUserPerSecond, limits.commandsPerSecond, 'a message in a room is a command'],
  [limits.roomUserBurst * 100, limits.roomBurst, 'one user does not use up a room'],
  [limits.roomBurst * 5, limits.roomAppBurst, 'one room does not use up its app'],
  [limits.roomSnapshotEntries, wireLimits.roomEntries, 'what whoever enters is given is allowed'],
  [limits.roomSnapshotEntries, limits.roomLogEntries, 'and is in memory'],
  [wireLimits.roomEntries, limits.roomLogEntries, 'so is what whoever comes back is given'],
  [
    wireLimits.roomEntries * (wireLimits.bodyBytes + envelopeLength) +
      limits.roomSnapshotChatChars * 3 +
      wireLimits.attributesBytes +
      limits.roomCounters * 60,
    limits.outboxAnswerBytes,
    'the largest answer to entering fits the outbox',
  ],
  [limits.roomSnapshotChat, limits.roomPendingChat, 'a snapshot is a part of a flush'],
  [wireLimits.bodyBytes + envelopeLength, limits.roomPendingChars, 'the largest message may wait'],
  [limits.roomPendingChars, limits.frameChars, 'what waits fits one frame'],
  [wireLimits.attributesBytes * 2, limits.entryLength, 'a change of all attributes fits an entry'],
  [limits.roomSnapshotMs, limits.roomStatsMs, 'who enters knows no less than who is in'],
  [limits.roomCrowdMs + limits.roomStatsMs, 2000, 'counts are right on all nodes within 2 s'],
  [
    limits.roomMoveRepeatMs + limits.roomCrowdMs,
    2000,
    'so they are when the first word of a move is lost',
  ],
  [limits.roomCrowdMs * 4, limits.roomCrowdForgetMs, 'a few lost reports forget no node'],
  [limits.roomCommitMs * 2, 5000, 'taps are stored within 5 s, even if a commit fails once'],
  [
    limits.roomRetries * limits.roomRetryMs,
    limits.slowCloseMs,
    'a device pulls before it is given up',
  ],
  [limits.roomGraceMs, limits.roomIdleMs, 'a room is there when a device comes back in time'],
  [limits.roomMembersSample, limits.roomMembersFull, 'a sample is less than the whole'],
  [limits.roomMembersFull, wireLimits.pageItems, 'a whole room fits a page'],
  [wireLimits.countersPerCommand, limits.roomCounters, 'one command does not use up the counters'],
  [
    limits.roomWords * (limits.roomWordChars * 3 + 3),
    limits.httpBodyBytes - 4096,
    'all words fit one request, whatever their script',
  ],
  [
    limits.roomRoles * (nameLength + 20) + limits.roomWords * (limits.roomWordChars * 2 + 3),
    limits.documentLength,
    'roles and words fit one document',
  ],
  [
    limits.roomModerated * (2 * nameLength + 20),
    limits.documentLength,
    'mutes and bans fit one document',
  ],
  [
    roomLength + 3 * nameLength + 2 * 16 + 5,
    limits.spreadTokenChars,
    'a token of the longest names is taken',
  ],
  [limits.sliceMs * 2, 10, 'the event loop is free every 10 ms, a late look at the clock included'],
  [limits.sliceStep, limits.sliceReceivers, 'a turn looks at the clock'],
];

const bucketLimits: Pair[] = [
  [limits.mapCheckMs * 2, limits.mapTrustMs, 'one lost question stops no reads'],
  [
    limits.mapTrustMs +
      limits.postgresReadWaitMs +
      limits.postgresDownWaitMs +
      limits.postgresStatementMs,
    limits.mapSettleMs,
    'reads by an old map have ended',
  ],
  [limits.mapMovingMs * 5, limits.bucketFreezeMs, 'who waits sees the end of a freeze'],
  [limits.bucketFreezeMs + 500, limits.bucketHoldMs, 'a commit outlasts a freeze'],
  [limits.outboxClearMs * 5, limits.outboxSweepMs, 'what is done is gone before a sweep'],
  [limits.outboxWaitMs, limits.postgresStatementMs, 'a commit waits for no server that hangs'],
];

const feedLimits: Pair[] = [
  [
    limits.feedHoleMs * 5,
    limits.followCheckMs,
    'a hole is mended before a new follower is checked',
  ],
  [limits.feedHoleEntries, limits.feedHeldEntries, 'what comes behind the largest hole may wait'],
  [limits.feedHoleEntries, limits.tailEntries, 'devices that pull a larger one read a tail'],
  [limits.feedHoleQueues * limits.feedHoleBytes, 16 * 1024 * 1024, 'a read of holes is no flood'],
  [limits.entryLength, limits.feedHoleBytes, 'the largest entry is read'],
  [limits.feedCheckAwayMs, limits.feedCheckMs, 'a bus that is away makes it no slower'],
  [100_000 / limits.feedCheckPerSecond, limits.feedCheckMs / 1000, 'so many queues are in time'],
  [limits.feedRetryMs, limits.feedRetryMaxMs, 'pauses grow'],
  [limits.feedRetryMaxMs + limits.feedCheckMs, 10_000, 'all is caught up 10 s after all is well'],
];

/** Each pair: the first must not be more than the second, and why. */
const consoleLimits: Pair[] = [
  [
    // A character of a text inside a text takes six bytes at most.
    limits.consoleAuditPage * 6 * (limits.consoleAuditDetail + limits.consoleAuditAction + 2 * 100),
    limits.consoleAuditPageBytes,
    'a page of the audit log is whole',
  ],
  [limits.consoleTokenSeconds * 1000, limits.consoleSessionMs, 'a token ends before its session'],
  [limits.consoleLoginBurst, limits.consoleLoginBurstInAll, 'one address leaves room for others'],
];

const ordered: Pair[] = [
  [wireLimits.bodyBytes, limits.httpBodyBytes, 'the largest message fits an HTTP body'],
  [limits.broadcastTargets * 140, limits.httpBodyBytes / 2, 'all targets of a broadcast fit too'],
  [wireLimits.connectFrameBytes, limits.socketFrameBytes, 'our close code is seen, not theirs'],
  [limits.outboxBytes, limits.outboxAnswerBytes, 'answers have room beyond entries'],
  [wireLimits.answerBytes, limits.outboxAnswerBytes, 'the largest answer fits the outbox'],
  [
    limits.outboxAnswerBytes + wireLimits.answerBytes,
    limits.socketBufferBytes,
    'ours decides first',
  ],
  [limits.conversationsPerUser, limits.behindQueues, 'a device may be behind in all its queues'],
  [limits.batchEntries, limits.batchMaxEntries, 'a batch may grow'],
  [limits.batchMaxEntries, limits.pendingEntries, 'a batch is a part of what waits'],
  [limits.recallLookBack, limits.tailEntries, 'copies are looked for within the tails'],
  [
    limits.recallLookBack * wireLimits.bodyBytes * 1.5,
    limits.blockBytes,
    'all of them are read, however large',
  ],
  [limits.groupMembers, limits.queuesPerAppend, 'a copy goes to every member in one append'],
  [10_000, limits.queuesPerAppend, 'so it does in the largest group that can be configured'],
  [limits.readModeMembers, limits.groupMembers, 'some groups are in read mode by size'],
  [limits.groupMembers, limits.readMarkMembers, 'groups tell how far their members have read'],
  [limits.readMarkMembers, wireLimits.pageItems, 'one answer can hold them all'],
  [wireLimits.rangeEntries, limits.frameEntries, 'a frame is no smaller than an answer'],
  [limits.mergeMaxMs, limits.followCheckMs, 'a merge has ended when the head is checked'],
  [limits.heartbeatMs * 2, limits.heartbeatTimeoutMs, 'one lost heartbeat closes nothing'],
  [limits.sweepMs, limits.connectWaitMs, 'a sweep sees it in time'],
  [limits.sweepMs, limits.heartbeatMs, 'a sweep sees it in time'],
  [limits.sweepMs, limits.tokenNoticeMs, 'a sweep sees it in time'],
  [limits.commandsPerSecond, limits.commandsBurst, 'a burst is more than a second'],
  [limits.sendsPerSecond, limits.sendsBurst, 'a burst is more than a second'],
  [limits.appSendsPerSecond, limits.appSendsBurst, 'a burst is more than a second'],
  [limits.sendsPerSecond, limits.commandsPerSecond, 'a send is a command'],
  [limits.broadcastConcurrency, limits.broadcastTargets, 'it is a part of them'],
  [wireLimits.historyEntries * wireLimits.bodyBytes, limits.historyBytes, 'a whole page fits'],
  [wireLimits.bodyBytes * 2, limits.entryLength, 'a body with its envelope fits'],
  [wireLimits.usersPerCommand * 70, limits.entryLength, 'the names of a change fit'],
  [limits.postgresRetryMs, limits.postgresWaitMs, 'a store that comes is found in time'],
  [limits.workerPauseMs, limits.workerPauseMaxMs, 'a pause may grow'],
  [
    limits.stopGraceMs + limits.postgresStatementMs,
    limits.workerStopMs,
    'a worker is killed only when it hangs',
  ],
  ...roomLimits,
  ...feedLimits,
  ...bucketLimits,
  ...consoleLimits,
  [limits.postgresHostGraceMs, limits.postgresConnectMs, 'a slow host has a part of the time'],
  [limits.postgresDownWaitMs, limits.readyStoreMs, 'readiness is told why, not that it took long'],
  [limits.postgresPulseMs * 2, limits.postgresSeenMs, 'what is due to be written is, in time'],
  [limits.postgresSeenMs * 10, limits.postgresTrustMs, 'a failover during an outage is believed'],
  [limits.postgresReconnectMinMs, limits.postgresDownWaitMs, 'a flicker is bridged'],
  [limits.tokenToleranceMs, limits.tokenNoticeMs, 'a notice comes while the token is good'],
];

for (const [smaller, larger, why] of ordered) {
  test(`limits fit each other: ${why} (${smaller} ≤ ${larger})`, () => {
    expect(smaller).toBeLessThanOrEqual(larger);
  });
}

test('positions of all conversations and of the user queue fill one connect, not one to spare', () => {
  expect(limits.conversationsPerUser + 1).toBe(wireLimits.positions);
});

test('the defaults of the configuration are the limits', () => {
  expect(limitsOf(checkedConfig({}))).toEqual(limits);
  expect(limitsOf(checkedConfig({ groupMembers: 7 }))).toEqual({ ...limits, groupMembers: 7 });
});
