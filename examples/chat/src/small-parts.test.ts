import { describe, expect, test } from 'bun:test';
import type { ConversationId } from '@eagre/protocol';
import { FakeClock } from '@eagre/testkit';
import { TypingUsers } from './typing-users.ts';
import { UnreadCounts } from './unread-counts.ts';

const a = 'group:a' as ConversationId;
const b = 'group:b' as ConversationId;
const c = 'group:c' as ConversationId;

describe('unread counts', () => {
  test('head minus watermark, the most first, without the conversation on the screen', () => {
    const counts = new UnreadCounts();
    counts.set(a, 10, 4);
    counts.set(b, 5, 4);
    counts.set(c, 5, 5);
    expect(counts.others(c)).toEqual([
      [a, 6],
      [b, 1],
    ]);
    expect(counts.others(a)).toEqual([[b, 1]]);
  });

  test('entries and watermarks move it; older ones do not', () => {
    const counts = new UnreadCounts();
    counts.seen(a, 7);
    expect(counts.others(c)).toEqual([[a, 1]]);
    counts.seen(a, 9);
    counts.seen(a, 8);
    expect(counts.others(c)).toEqual([[a, 3]]);
    counts.read(a, 8);
    counts.read(a, 2);
    counts.set(a, 5, 0);
    expect(counts.others(c)).toEqual([[a, 1]]);
    counts.forget(a);
    expect(counts.others(c)).toEqual([]);
  });
});

describe('who is typing', () => {
  test('is shown until nothing more is heard, or something is said', async () => {
    const clock = new FakeClock();
    let changes = 0;
    const typing = new TypingUsers(clock, () => {
      changes += 1;
    });
    typing.typing('ann');
    await clock.advance(3000);
    typing.typing('ann');
    typing.typing('bob');
    await clock.advance(4999);
    expect(typing.names).toEqual(['ann', 'bob']);
    typing.stopped('bob');
    await clock.advance(1);
    expect(typing.names).toEqual([]);
    expect(changes).toBe(5);
    typing.stopped('bob');
    expect(changes).toBe(5);
  });
});
