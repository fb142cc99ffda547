import { expect, test } from 'bun:test';
import { wireLimits as limits, requestSchemas } from '@eagre/protocol';

const longName = 'x'.repeat(64);
const bytesOf = (frame: object) => Buffer.byteLength(JSON.stringify(frame));

test('a connect with every position at its longest fits its frame', () => {
  const position = [
    `direct:${longName}:${longName}`,
    Number.MAX_SAFE_INTEGER,
    Number.MAX_SAFE_INTEGER,
  ];
  const frame = {
    id: Number.MAX_SAFE_INTEGER,
    cmd: 'connect',
    token: 't'.repeat(4096),
    device: longName,
    positions: Array.from({ length: limits.positions }, () => position),
    agent: 'a'.repeat(128),
  };
  expect(requestSchemas.connect.safeParse(frame).success).toBe(true);
  expect(bytesOf(frame)).toBeLessThanOrEqual(limits.connectFrameBytes);
});

test('the largest commands of a connected device fit a frame', () => {
  const direct = `direct:${longName}:${longName}`;
  const range = {
    queue: direct,
    epoch: Number.MAX_SAFE_INTEGER,
    from: 1,
    to: Number.MAX_SAFE_INTEGER,
  };
  const pull = {
    id: 1,
    cmd: 'pull',
    ranges: Array.from({ length: limits.pullRanges }, () => range),
  };
  const invite = {
    id: 1,
    cmd: 'group.invite',
    group: `group:${longName}`,
    users: Array.from({ length: limits.usersPerCommand }, () => longName),
  };
  // A body of the largest size, with all that stands round it.
  const send = {
    id: 1,
    cmd: 'send',
    conversation: direct,
    clientId: longName,
    kind: 'text',
    body: {},
    personalTo: longName,
  };
  expect(requestSchemas.pull.safeParse(pull).success).toBe(true);
  expect(requestSchemas['group.invite'].safeParse(invite).success).toBe(true);
  for (const frame of [pull, invite]) expect(bytesOf(frame)).toBeLessThanOrEqual(limits.frameBytes);
  expect(bytesOf(send) + limits.bodyBytes).toBeLessThanOrEqual(limits.frameBytes);
});

test('defaults lie within their limits, and answers have room for an entry', () => {
  expect(limits.answerBytesDefault).toBeLessThanOrEqual(limits.answerBytes);
  expect(limits.recentEntriesDefault).toBeLessThanOrEqual(limits.recentEntries);
  expect(limits.historyEntriesDefault).toBeLessThanOrEqual(limits.historyEntries);
  expect(limits.pageItemsDefault).toBeLessThanOrEqual(limits.pageItems);
  expect(limits.frameBytes).toBeLessThan(limits.connectFrameBytes);
  expect(limits.answerBytes).toBeGreaterThan(2 * limits.bodyBytes);
});
