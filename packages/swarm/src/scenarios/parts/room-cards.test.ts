import { afterEach, expect, test } from 'bun:test';
import { bodySchemas } from '@eagre/protocol';
import { until } from '@eagre/testkit';
import type { Device } from '../../device/device.ts';
import type { AnswerParts, Command } from '../../device/requests.ts';
import { nowMs } from '../../engine/now.ts';
import type { Content } from '../../engine/speaker.ts';
import { type CardOptions, RoomCards } from './room-cards.ts';
import { ServerClock } from './server-clock.ts';

const room = 'room:a';
const aheadMs = 1_000_000;
let cards: RoomCards | undefined;

afterEach(() => cards?.stop());

function hosted(options: CardOptions, answer: () => AnswerParts = () => ({ ok: {} })) {
  const pins: unknown[] = [];
  const sent: { content: Content; dueMs: number }[] = [];
  const host = {
    isOpen: true,
    call({ set, cmd, room: of }: Command, onAnswer: (parts: AnswerParts) => void) {
      pins.push([cmd, of, set]);
      setTimeout(() => onAnswer(answer()), 1);
    },
  } as unknown as Device;
  const speaker = {
    send: (_device: Device, _room: string, content: Content, dueMs: number) =>
      sent.push({ content, dueMs }) as never,
    settled: () => Promise.resolve(),
  };
  const { signal } = new AbortController();
  cards = new RoomCards(speaker, host, room, signal, options);
  cards.start();
  return { cards, pins, sent };
}

test('cards come at their times, by the ways in turn, each another item, and no more than asked', async () => {
  const clock = new ServerClock();
  clock.offer(nowMs() + aheadMs, nowMs(), nowMs());
  const ways = [{ spreadMs: 5000 }, { aheadMs: 2000 }, {}];
  const { cards, pins, sent } = hosted({ everySeconds: 0.02, count: 7, ways, clock });
  await until(() => sent.length === 7);
  await Bun.sleep(50);
  await cards.settled();
  expect(sent.length).toBe(7);
  expect(new Set(sent.map(({ content }) => content.body['itemId'])).size).toBe(7);
  for (const [i, { content, dueMs }] of sent.entries()) {
    bodySchemas.item.parse(content.body);
    if (i > 0) expect(dueMs - (sent[i - 1]?.dueMs ?? 0)).toBeCloseTo(20, 3);
    expect(content.spreadMs).toBe(i % 3 === 0 ? 5000 : undefined);
    const instant = dueMs + aheadMs + 2000;
    if (i % 3 === 1) expect((content.activateAt ?? 0) - instant).toBeWithin(-1, 5000);
    else expect(content.activateAt).toBeUndefined();
  }
  expect(pins).toEqual(
    sent.map(({ content }) => ['room.set', room, { pinned: content.body['itemId'] }]),
  );
  expect([cards.item, cards.failures]).toEqual([String(sent[6]?.content.body['itemId']), []]);
});

test('a pin that is refused is told', async () => {
  const error = { code: 'forbidden', message: 'no host', temporary: false } as const;
  const { cards } = hosted({ everySeconds: 0.01, count: 1 }, () => ({ error }));
  await until(() => cards.item !== '');
  await cards.settled();
  expect(cards.failures).toEqual(['forbidden: no host']);
});
