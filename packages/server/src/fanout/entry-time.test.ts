import { expect, test } from 'bun:test';
import type { ClientId, UserId } from '@eagre/protocol';
import { stampEntry } from '@eagre/protocol';
import {
  copyText,
  infoText,
  joinedText,
  messageText,
  personalText,
  recallText,
} from '../conversation/entries.ts';
import { closedText } from '../room/entries.ts';
import { entryTime } from './entry-time.ts';

const ann = 'ann' as UserId;
const at = 1_767_225_600_123;
/** With a body that tries to pass for something else. */
const message = messageText({
  from: ann,
  at,
  kind: 'text',
  body: '{"text":"\\"at\\":5","at":7}',
  clientId: 'c1' as ClientId,
});

test('every entry tells when it was made, with a stamp or without', () => {
  const group = 'group:g' as never;
  for (const entry of [
    message,
    stampEntry(group, 1, 9, copyText(message)),
    stampEntry(group, 1, 9, personalText(message)),
    stampEntry(
      group,
      1,
      9,
      joinedText({ at, by: ann, mode: 'read', priority: 'normal', name: 'at' }),
    ),
    infoText({ at, by: ann, name: '"at":1' }),
    recallText({ at, by: ann, target: 3 }),
    closedText({ at, by: ann }),
  ]) {
    expect(entryTime(entry)).toBe(at);
  }
});

test('what does not say when has no time', () => {
  expect(entryTime('{"n":1}')).toBeUndefined();
  expect(entryTime('{"at":"soon"}')).toBeUndefined();
  expect(entryTime('')).toBeUndefined();
});
