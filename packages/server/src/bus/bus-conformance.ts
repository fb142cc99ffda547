import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import type { DeviceId, UserId } from '@eagre/protocol';
import { until } from '@eagre/testkit';
import type { Bus, BusMessage } from './bus.ts';

/** What a bus under test is made of; `report` is to be told of every error that a handler throws. */
export interface BusHarness {
  make(report: (error: unknown) => void): Promise<Bus>;
}

const ann = 'ann' as UserId;

const numbered = (n: number): BusMessage => ({ type: 'ephemeral', frame: String(n) });
const numberOf = (message: BusMessage) =>
  message.type === 'ephemeral' ? Number(message.frame) : Number.NaN;

/** The contract of `Bus`, for every implementation. */
export function busConformance(name: string, harness: BusHarness): void {
  describe(`bus contract: ${name}`, () => {
    let bus: Bus;
    let reported: unknown[];

    beforeEach(async () => {
      reported = [];
      bus = await harness.make((error) => reported.push(error));
    });
    afterEach(() => bus.close());

    test('a message reaches every subscriber of its subject and no other', async () => {
      const got: string[] = [];
      bus.subscribe('shop/group:a', () => got.push('first'));
      bus.subscribe('shop/group:a', () => got.push('second'));
      bus.subscribe('shop/group:b', () => got.push('other'));
      bus.publish('shop/group:a', numbered(1));
      await until(() => got.length >= 2);
      bus.publish('shop/group:b', numbered(2));
      await until(() => got.length >= 3);
      expect(got).toEqual(['first', 'second', 'other']);
    });

    test('messages arrive whole', async () => {
      const sent: BusMessage[] = [
        {
          type: 'entries',
          entries: {
            queue: 'shop/user:u' as never,
            epoch: 3,
            first: 7,
            entries: ['{"a":"ü"}', '{}'],
          },
        },
        { type: 'ephemeral', frame: '{"push":"typing"}', exceptDevice: 'u/phone' },
        { type: 'kick', device: 'phone', reason: 'lost' },
        { type: 'device', node: 'n1', device: 'phone' as DeviceId, gen: 2 ** 40 },
        {
          type: 'room',
          node: 'n1',
          chat: [{ text: '{"body":{"text":"上链接"}}', sender: ann, rank: 3 }],
          counts: { likes: 70_000, help: 0 },
          joined: [ann],
          joinedMore: 128,
        },
        { type: 'room', node: 'n2', chat: [], counts: {}, joined: [], joinedMore: 0 },
        { type: 'crowd', node: 'n1', devices: 3, users: 2, visitors: 'c2tldGNo' },
        { type: 'crowd', node: 'n2', devices: 0, users: 0 },
        { type: 'changed', node: 'n1', document: 'shop/room:a#attributes', version: 4 },
      ];
      const got: BusMessage[] = [];
      bus.subscribe('shop/user:u', (message) => got.push(message));
      for (const message of sent) bus.publish('shop/user:u', message);
      await until(() => got.length === sent.length);
      expect(got).toEqual(sent);
    });

    test('one publisher and subject: in order', async () => {
      const got: number[] = [];
      bus.subscribe('s', (message) => got.push(numberOf(message)));
      for (let n = 0; n < 1000; n += 1) bus.publish('s', numbered(n));
      await until(() => got.length === 1000);
      expect(got).toEqual(Array.from({ length: 1000 }, (_, n) => n));
    });

    test('what a handler publishes comes after the message at hand, for all subscribers', async () => {
      const first: number[] = [];
      const second: number[] = [];
      bus.subscribe('s', (message) => {
        first.push(numberOf(message));
        if (numberOf(message) === 1) bus.publish('s', numbered(2));
      });
      bus.subscribe('s', (message) => second.push(numberOf(message)));
      bus.publish('s', numbered(1));
      await until(() => second.length === 2);
      expect(first).toEqual([1, 2]);
      expect(second).toEqual([1, 2]);
    });

    test('a handler that throws is reported, and harms nobody else', async () => {
      const got: number[] = [];
      bus.subscribe('s', () => {
        throw new Error('broken');
      });
      bus.subscribe('s', (message) => got.push(numberOf(message)));
      bus.publish('s', numbered(1));
      bus.publish('s', numbered(2));
      await until(() => got.length === 2);
      expect(reported).toHaveLength(2);
    });

    test('a cancelled subscription hears nothing more; cancelling again is harmless', async () => {
      const gone: number[] = [];
      const stays: number[] = [];
      const subscription = bus.subscribe('s', (message) => gone.push(numberOf(message)));
      bus.subscribe('s', (message) => stays.push(numberOf(message)));
      bus.publish('s', numbered(1));
      await until(() => gone.length === 1 && stays.length === 1);
      subscription.cancel();
      subscription.cancel();
      bus.publish('s', numbered(2));
      await until(() => stays.length === 2);
      expect(gone).toEqual([1]);
    });

    test('after close nothing is delivered and nothing throws', async () => {
      const got: number[] = [];
      bus.subscribe('s', (message) => got.push(numberOf(message)));
      await bus.close();
      bus.publish('s', numbered(1));
      bus.subscribe('s', (message) => got.push(numberOf(message))).cancel();
      expect(got).toEqual([]);
    });
  });
}
