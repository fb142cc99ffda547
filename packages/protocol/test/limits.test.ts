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

test('the largest commands of a room fit a frame', () => {
  const room = `room:${longName}`;
  const most = Number.MAX_SAFE_INTEGER;
  const names = (count: number, length: number) =>
    Array.from({ length: count }, (_, i) => `${i}`.padStart(length, 'x'));
  const enter = {
    ...{ id: most, cmd: 'room.enter', room, gen: most, leave: room },
    position: { epoch: most, syncId: most },
  };
  const taps = names(limits.countersPerCommand, 32).map((name) => [name, limits.tapsPerCommand]);
  const tap = { id: most, cmd: 'room.tap', room, seq: most, counts: Object.fromEntries(taps) };
  const attributes = names(limits.roomAttributes, 64);
  const set = {
    ...{ id: most, cmd: 'room.set', room },
    set: Object.fromEntries(attributes.map((name) => [name, null])),
    expect: Object.fromEntries(attributes.map((name) => [name, most])),
  };
  const send = {
    ...{ id: most, cmd: 'room.send', room, clientId: longName, kind: 'text', body: {} },
    ...{ class: 'reliable', activateAt: most, spreadMs: limits.spreadMs },
  };
  for (const frame of [enter, tap, set, send]) {
    const schema = requestSchemas[frame.cmd as keyof typeof requestSchemas];
    expect(schema.safeParse(frame).success).toBe(true);
    const values = frame === set ? limits.attributesBytes : frame === send ? limits.bodyBytes : 0;
    expect(bytesOf(frame) + values).toBeLessThanOrEqual(limits.frameBytes);
  }
});

test('defaults lie within their limits, and answers have room for an entry', () => {
  expect(limits.answerBytesDefault).toBeLessThanOrEqual(limits.answerBytes);
  expect(limits.recentEntriesDefault).toBeLessThanOrEqual(limits.recentEntries);
  expect(limits.historyEntriesDefault).toBeLessThanOrEqual(limits.historyEntries);
  expect(limits.pageItemsDefault).toBeLessThanOrEqual(limits.pageItems);
  expect(limits.frameBytes).toBeLessThan(limits.connectFrameBytes);
  expect(limits.answerBytes).toBeGreaterThan(2 * limits.bodyBytes);
});
