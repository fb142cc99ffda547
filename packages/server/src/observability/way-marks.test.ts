import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { chatText } from '../room/entries.ts';
import { chatIdAt, chatMark, idHash, logHash, placeMark } from './way-marks.ts';

const name = fc.stringMatching(/^[A-Za-z0-9_.@-]{1,64}$/);

test('apps, conversations, epochs and places have marks of their own', () => {
  const marks = ['shop', 'other'].flatMap((app) =>
    ['group:a', 'group:b', 'room:a'].flatMap((id) =>
      [1, 2].flatMap((epoch) =>
        Array.from({ length: 100 }, (_, i) => placeMark(logHash(`${app}/${id}`, epoch), i + 1)),
      ),
    ),
  );
  expect(new Set(marks).size).toBe(1200);
  for (const mark of marks) expect(Number.isSafeInteger(mark) && mark >= 0).toBe(true);
});

test('the id of chat is found in its text, whoever said it and whatever it says', () => {
  fc.assert(
    fc.property(name, name, fc.json(), (from, id, body) => {
      const said = (clientId: string | undefined) =>
        chatText({ from, clientId, kind: 'text', body, rank: 'viewer' } as never);
      const text = said(id);
      const at = chatIdAt(text, from);
      expect(text.startsWith(`${id}"`, at)).toBe(true);
      expect(idHash(text, at)).toBe(idHash(id, 0));
      expect(chatIdAt(said(undefined), from)).toBe(-1);
    }),
  );
});

test('chat has marks that no place has', () => {
  const marks = ['shop/room:a', 'shop/room:b', 'other/room:a'].flatMap((room) =>
    ['ann', 'bob'].flatMap((from) => ['m1', 'm2'].map((id) => chatMark(room, from, idHash(id, 0)))),
  );
  expect(new Set(marks).size).toBe(12);
  for (const mark of marks) expect(Number.isSafeInteger(mark) && mark < 0).toBe(true);
});

test('ids that count up are dealt out evenly', () => {
  const ids = Array.from({ length: 64_000 }, (_, i) => idHash(`c${i}`, 0));
  const followed = ids.filter((hash) => (hash & 63) === 0).length;
  expect(Math.abs(followed - 1000)).toBeLessThan(200);
});
