import { expect, test } from 'bun:test';
import type { UserId } from '@eagre/protocol';
import fc from 'fast-check';
import type { BusMessage } from '../bus.ts';
import { decodeMessage } from './codec.ts';
import { inPackets } from './packets.ts';

function packetsOf(message: BusMessage, maxBytes: number) {
  const sizes: number[] = [];
  const messages: BusMessage[] = [];
  const isWhole = inPackets(message, maxBytes, (bytes) => {
    sizes.push(bytes.length);
    const read = decodeMessage(bytes);
    if (typeof read === 'string') throw new Error(read);
    messages.push(read);
  });
  return { isWhole, sizes, messages };
}

const entriesOf = (texts: string[], first = 5): BusMessage => ({
  type: 'entries',
  entries: { queue: 'shop/group:g' as never, epoch: 2, first, entries: texts },
});

test('entries that are too much for one message come in several, in order and each once', () => {
  const texts = fc.array(
    fc.string({ maxLength: 90 }).map((text) => JSON.stringify(text)),
    { maxLength: 40 },
  );
  fc.assert(
    fc.property(texts, (all) => {
      const { isWhole, sizes, messages } = packetsOf(entriesOf(all), 300);
      expect(isWhole).toBe(true);
      expect(Math.max(...sizes)).toBeLessThanOrEqual(300);
      let next = 5;
      for (const message of messages) {
        if (message.type !== 'entries') throw new Error(message.type);
        expect(message.entries).toMatchObject({ queue: 'shop/group:g', epoch: 2, first: next });
        next += message.entries.entries.length;
      }
      expect(
        messages.flatMap((one) => (one.type === 'entries' ? one.entries.entries : [])),
      ).toEqual(all);
    }),
  );
});

test('an entry that fits nowhere is told by its place', () => {
  const { isWhole, messages } = packetsOf(
    entriesOf(['1', JSON.stringify('群'.repeat(100)), '3']),
    100,
  );
  expect(isWhole).toBe(true);
  expect(messages).toEqual([entriesOf(['1'], 5), entriesOf([], 7), entriesOf(['3'], 7)]);
});

test('what is said in a room is split, and what is counted is counted once', () => {
  const chat = Array.from({ length: 30 }, (_, n) => ({
    text: JSON.stringify('x'.repeat(n)),
    sender: `u${n}` as UserId,
    rank: n % 4,
  }));
  const sums = { start: 1, adds: 0, counts: { likes: 7 } };
  const rest = { sums, joined: ['u1' as UserId], joinedMore: 3 };
  const { isWhole, sizes, messages } = packetsOf({ type: 'room', node: 'n', chat, ...rest }, 250);
  expect(isWhole).toBe(true);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(250);
  const rooms = messages.filter((message) => message.type === 'room');
  expect(rooms.flatMap((room) => room.chat)).toEqual(chat);
  expect(rooms.filter((room) => room.joinedMore === 3 && room.sums !== undefined)).toHaveLength(1);
  expect(rooms.flatMap((room) => room.joined)).toHaveLength(1);
});

test('what can not be split is not sent, and that is told', () => {
  const item = { text: JSON.stringify('x'.repeat(500)), sender: 'u' as UserId, rank: 0 };
  const room: BusMessage = {
    type: 'room',
    node: 'n',
    chat: [item],
    joined: [],
    joinedMore: 0,
  };
  expect(packetsOf(room, 100)).toEqual({ isWhole: false, sizes: [], messages: [] });
  expect(packetsOf({ type: 'kick', reason: 'x'.repeat(500) }, 100).isWhole).toBe(false);
  const both = packetsOf({ ...room, chat: [item, { ...item, text: '1' }] }, 100);
  expect(both.isWhole).toBe(false);
  expect(both.messages).toHaveLength(1);
});
