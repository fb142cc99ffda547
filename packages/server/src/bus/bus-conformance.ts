import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import type { DeviceId, UserId } from '@eagre/protocol';
import { until } from '@eagre/testkit';
import type { Bus, BusMessage } from './bus.ts';

/** Both ends of a way: what `here` publishes is looked for at `there`. */
export interface BusPair {
  readonly here: Bus;
  readonly there: Bus;
}

/** What a bus under test is made of; `report` is to be told of every error that a handler throws. */
export interface BusHarness {
  /** One bus, or two ends that lead to each other. */
  make(report: (error: unknown) => void): Promise<Bus | BusPair>;
  /** Resolves when what was subscribed before is in force; at once unless given. */
  settled?(pair: BusPair): Promise<void>;
}

const ann = 'ann' as UserId;

export const numbered = (n: number): BusMessage => ({ type: 'ephemeral', frame: String(n) });
export const numberOf = (message: BusMessage): number =>
  message.type === 'ephemeral' ? Number(message.frame) : Number.NaN;

/** One of each kind that nodes say to each other, and of each shape of it. */
export const messagesOfAllKinds: readonly BusMessage[] = [
  {
    type: 'entries',
    entries: { queue: 'shop/user:u' as never, epoch: 3, first: 7, entries: ['{"a":"ü"}', '{}'] },
  },
  {
    type: 'entries',
    entries: { queue: 'shop/user:u' as never, epoch: 3, first: 9, entries: ['{"b":"\\n"}'] },
  },
  { type: 'ephemeral', frame: '{"push":"typing"}', exceptDevice: 'u/phone' },
  { type: 'kick', device: 'phone', reason: 'lost' },
  { type: 'kick', reason: 'all' },
  { type: 'device', node: 'n1', device: 'phone' as DeviceId, gen: 2 ** 40 },
  {
    type: 'room',
    node: 'n1',
    chat: [
      { text: '{"body":{"text":"上链接"}}', sender: ann, rank: 3 },
      { text: '{"body":{"text":"🎁"}}', sender: ann, rank: 0 },
    ],
    sums: { start: 1_790_000_000_000, adds: 2, counts: { likes: 70_000, help: 0 } },
    joined: [ann],
    joinedMore: 128,
  },
  { type: 'room', node: 'n2', chat: [], joined: [], joinedMore: 0 },
  { type: 'crowd', node: 'n1', devices: 3, users: 2, visitors: 'c2tldGNo' },
  { type: 'crowd', node: 'n2', devices: 0, users: 0, ask: true },
  { type: 'changed', node: 'n1', document: 'shop/room:a#attributes', version: 4 },
  { type: 'node', node: 'n1', figures: '{"devices":3}' },
  { type: 'node', node: 'n1', figures: '{}', leaving: true },
  {
    type: 'conversations',
    node: 'n1',
    changed: [
      ['shop/group:a', 3],
      ['shop/group:b', 1],
    ],
  },
  { type: 'ask', node: 'n1', id: 7, question: '"who is here?"' },
  { type: 'answer', node: 'n2', id: 7, answer: '["ann"]' },
];

/** The contract of `Bus`, for every implementation. */
export function busConformance(name: string, harness: BusHarness): void {
  describe(`bus contract: ${name}`, () => {
    let here: Bus;
    let there: Bus;
    let reported: unknown[];
    const settled = async () => harness.settled?.({ here, there });

    beforeEach(async () => {
      reported = [];
      const made = await harness.make((error) => reported.push(error));
      ({ here, there } = 'here' in made ? made : { here: made, there: made });
    });
    afterEach(async () => {
      await Promise.all([here.close(), there.close()]);
    });

    test('a message reaches every subscriber of its subject and no other', async () => {
      const got: string[] = [];
      there.subscribe('shop/group:a', () => got.push('first'));
      there.subscribe('shop/group:a', () => got.push('second'));
      there.subscribe('shop/group:b', () => got.push('other'));
      await settled();
      here.publish('shop/group:a', numbered(1));
      await until(() => got.length >= 2);
      here.publish('shop/group:b', numbered(2));
      await until(() => got.length >= 3);
      expect(got).toEqual(['first', 'second', 'other']);
    });

    test('messages arrive whole', async () => {
      const got: BusMessage[] = [];
      there.subscribe('shop/user:u', (message) => got.push(message));
      await settled();
      for (const message of messagesOfAllKinds) here.publish('shop/user:u', message);
      await until(() => got.length === messagesOfAllKinds.length);
      expect(got).toEqual([...messagesOfAllKinds]);
    });

    test('a subject may hold what a key may hold, and more', async () => {
      const keys = [
        'shop/user:anna.b',
        'shop/user:anna',
        'shop/*',
        '>',
        'a b',
        'shop/群',
        '',
        '/',
        '%',
      ];
      const got: string[] = [];
      for (const key of keys) there.subscribe(key, () => got.push(key));
      await settled();
      for (const key of keys) here.publish(key, numbered(1));
      await until(() => got.length >= keys.length);
      expect(got).toEqual(keys);
    });

    test('one publisher and subject: in order', async () => {
      const got: number[] = [];
      there.subscribe('s', (message) => got.push(numberOf(message)));
      await settled();
      for (let n = 0; n < 1000; n += 1) here.publish('s', numbered(n));
      await until(() => got.length === 1000);
      expect(got).toEqual(Array.from({ length: 1000 }, (_, n) => n));
    });

    test('what a handler publishes comes after the message at hand, for all subscribers', async () => {
      const first: number[] = [];
      const second: number[] = [];
      here.subscribe('s', (message) => {
        first.push(numberOf(message));
        if (numberOf(message) === 1) here.publish('s', numbered(2));
      });
      there.subscribe('s', (message) => second.push(numberOf(message)));
      await settled();
      here.publish('s', numbered(1));
      await until(() => first.length === 2 && second.length === 2);
      expect(first).toEqual([1, 2]);
      expect(second).toEqual([1, 2]);
    });

    test('a handler that throws is reported, and harms nobody else', async () => {
      const got: number[] = [];
      there.subscribe('s', () => {
        throw new Error('broken');
      });
      there.subscribe('s', (message) => got.push(numberOf(message)));
      await settled();
      here.publish('s', numbered(1));
      here.publish('s', numbered(2));
      await until(() => got.length === 2);
      expect(reported).toHaveLength(2);
    });

    test('a cancelled subscription hears nothing more; cancelling again is harmless', async () => {
      const gone: number[] = [];
      const stays: number[] = [];
      const subscription = there.subscribe('s', (message) => gone.push(numberOf(message)));
      there.subscribe('s', (message) => stays.push(numberOf(message)));
      await settled();
      here.publish('s', numbered(1));
      await until(() => gone.length === 1 && stays.length === 1);
      subscription.cancel();
      subscription.cancel();
      here.publish('s', numbered(2));
      await until(() => stays.length === 2);
      expect(gone).toEqual([1]);
    });

    test('who subscribes again at once has missed nothing', async () => {
      const got: number[] = [];
      let subscription = there.subscribe('s', (message) => got.push(numberOf(message)));
      await settled();
      for (let n = 0; n < 200; n += 1) {
        here.publish('s', numbered(n));
        if (n % 10 === 9) {
          subscription.cancel();
          subscription = there.subscribe('s', (message) => got.push(numberOf(message)));
          await Bun.sleep(0);
        }
      }
      await until(() => got.length === 200);
      expect(got).toEqual(Array.from({ length: 200 }, (_, n) => n));
    });

    test('after close nothing is delivered and nothing throws', async () => {
      const got: number[] = [];
      const handler = (message: BusMessage) => got.push(numberOf(message));
      here.subscribe('s', handler);
      there.subscribe('s', handler);
      await settled();
      await Promise.all([here.close(), there.close()]);
      here.publish('s', numbered(1));
      here.subscribe('s', handler).cancel();
      await here.close();
      expect(got).toEqual([]);
    });
  });
}
