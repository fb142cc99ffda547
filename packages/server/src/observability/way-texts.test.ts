import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { membersText, messageText, redactedText } from '../conversation/entries.ts';
import { chatText, roomMessageText } from '../room/entries.ts';
import { chatHead, messageHead } from './way-texts.ts';

const name = fc.stringMatching(/^[A-Za-z0-9_.@-]{1,64}$/);
const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });
const forged = fc.constantFrom(
  '{"clientId":"forged"}',
  '{"text":"\\"clientId\\":\\"forged\\"}"}',
  '{"a":{"clientId":"forged","b":1}}',
);
const body = fc.oneof(
  fc.object().map((value) => JSON.stringify(value)),
  forged,
);

test('the head of a message is what was put into it, whatever its body says', () => {
  const room = fc.record({
    role: maybe(fc.constantFrom('host', 'staff')),
    activateAt: maybe(fc.nat()),
    spreadMs: maybe(fc.nat()),
  });
  fc.assert(
    fc.property(name, name, maybe(name), body, room, (from, kind, clientId, text, more) => {
      const message = { from, at: 1, kind, body: text, ...(clientId && { clientId }) } as never;
      const head = { from, kind, id: clientId ?? '' };
      expect(messageHead(messageText(message))).toEqual(head);
      expect(messageHead(roomMessageText({ ...(message as object), ...more } as never))).toEqual(
        head,
      );
    }),
  );
});

test('the head of chat likewise; without an id it has none', () => {
  fc.assert(
    fc.property(name, name, name, body, (from, kind, clientId, text) => {
      const chat = { from, kind, body: text, rank: 'gift' as const };
      expect(chatHead(chatText({ ...chat, clientId } as never))).toEqual({
        from,
        kind,
        id: clientId,
      });
      expect(chatHead(chatText({ ...chat, clientId: undefined } as never))).toBeUndefined();
    }),
  );
});

test('a recalled message is still one, other entries are none', () => {
  const message = { type: 'message', at: 1, from: 'ann', kind: 'text', body: {}, clientId: 'c1' };
  const head = { from: 'ann', kind: 'text', id: 'c1' };
  expect(messageHead(redactedText(message as never))).toEqual(head);
  expect(messageHead(membersText({ at: 1, by: 'ann' as never, joined: [] }))).toBeUndefined();
});
