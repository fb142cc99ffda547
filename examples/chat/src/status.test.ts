import { describe, expect, test } from 'bun:test';
import { makePaint } from './paint.ts';
import { type Status, statusText } from './status.ts';

const quiet: Status = {
  conversation: 'group:lobby',
  link: { state: 'online' },
  unread: [],
  typing: [],
  muted: false,
};
const text = (changes: Partial<Status>) => statusText({ ...quiet, ...changes }, makePaint(false));

describe('the status line', () => {
  test.each([
    [{}, 'group:lobby · online'],
    [{ muted: true }, 'group:lobby · online · muted'],
    [{ link: { state: 'connecting' } }, 'group:lobby · connecting…'],
    [
      { link: { state: 'waiting', reason: 'connection lost' } },
      'group:lobby · reconnecting… (connection lost)',
    ],
    [{ link: { state: 'stopped', reason: 'kicked' } }, 'group:lobby · stopped: kicked'],
    [{ typing: ['bob'] }, 'group:lobby · online · bob is typing…'],
    [{ typing: ['bob', 'cat'] }, 'group:lobby · online · bob and cat are typing…'],
    [{ typing: ['a', 'b', 'c'] }, 'group:lobby · online · 3 people are typing…'],
    [
      {
        unread: [
          ['direct:ann:bob', 2],
          ['group:a', 1],
          ['group:b', 1],
          ['group:c', 1],
        ],
      },
      'group:lobby · online · 5 unread elsewhere (direct:ann:bob 2, group:a 1, group:b 1, …)',
    ],
  ] as [Partial<Status>, string][])('%o', (changes, expected) => {
    expect(text(changes)).toBe(expected);
  });
});
