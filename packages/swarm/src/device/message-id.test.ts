import { expect, test } from 'bun:test';
import { clientId } from '@eagre/protocol';
import { messageId, parseMessageId } from './message-id.ts';

test('an id tells its sender, its number and when it was due', () => {
  const dueMs = 1_790_000_000_123.4;
  const id = messageId('w1d17', 1295, dueMs);
  expect(clientId.parse(id) as string).toBe(id);
  expect(parseMessageId(id)).toEqual({ stream: 'w1d17', number: 1295, dueMs });
});

test('an id of somebody else tells nothing', () => {
  for (const id of ['', 'm1', 'a.b']) {
    expect(parseMessageId(id)).toEqual({ stream: '', number: Number.NaN, dueMs: Number.NaN });
  }
});
