import { expect, test } from 'bun:test';
import { wireLimits } from '@eagre/protocol';
import { checkedConfig } from './config/checked-config.ts';
import { limits } from './limits.ts';
import { limitsOf } from './node/node-limits.ts';

/** Each pair: the first must not be more than the second, and why. */
const ordered: [smaller: number, larger: number, why: string][] = [
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
