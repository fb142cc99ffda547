import { expect, test } from 'bun:test';
import type { QueueId } from '@eagre/protocol';
import { Fanout } from '../fanout/fanout.ts';
import type { Receiver } from '../fanout/receiver.ts';
import { conversationKey, type QueueKey } from '../keys.ts';
import { limits } from '../limits.ts';
import { CostlyClock } from './test/costly-clock.ts';
import { MassNode, messagesIn } from './test/mass-node.ts';
import { roomId } from './test/room-world.ts';
import { app } from './test/world-device.ts';

const [hot, small] = [roomId('hot'), roomId('small')];
const hotDevices = 20_000;
/** A large frame to one socket: a slice of as many sockets as may be in one would take 10 ms. */
const sendMs = 0.02;
/** The larger room asks for more than all time there is. */
const tiers = [
  { fromDevices: 0, windowMs: 0, flushItems: 0, displayPerSecond: 0 },
  { fromDevices: 1000, windowMs: 50, flushItems: 0, displayPerSecond: 0 },
];
/** The event loop is free at least this often … */
const freeMs = 10;
/** … and others wait for a few slices: the one under way, and those that have a better right. */
const waitMs = 4 * (limits.sliceMs + 1);

function delaysOf(sentAtMs: readonly number[], tookAtMs: readonly number[]): number[] {
  expect(tookAtMs).toHaveLength(sentAtMs.length);
  return tookAtMs.map((atMs, i) => atMs - (sentAtMs[i] ?? 0));
}

test('a hot room lets a small room, a topic and its own cards through', async () => {
  const clock = new CostlyClock();
  const node = new MassNode({ clock, tiers });
  let hotFrames = 0;
  const cards: { toFirstMs: number; toLastMs: number; seen: number }[] = [];
  let cardAtMs = 0;
  await node.crowd(hotDevices, hot, (frame) => {
    clock.spend(sendMs);
    hotFrames += 1;
    const card = cards.at(-1);
    if (card === undefined || messagesIn(frame).length === 0) return;
    if (card.seen === 0) card.toFirstMs = clock.monotonicMs() - cardAtMs;
    card.toLastMs = clock.monotonicMs() - cardAtMs;
    card.seen += 1;
  });
  const smallTook: number[] = [];
  await node.crowd(1, small, (frame) => {
    clock.spend(sendMs);
    if (JSON.parse(frame.text).chat !== undefined) smallTook.push(clock.monotonicMs());
  });

  const topicTook: number[] = [];
  const { bus, scheduler } = node;
  const fanout = new Fanout({ bus, clock, limits, scheduler });
  const key = 'shop/group:quiet' as QueueKey;
  const member: Receiver = {
    device: 'member/phone',
    entries: (_frame: string, _queue: QueueId) => {
      clock.spend(sendMs);
      topicTook.push(clock.monotonicMs());
      return true;
    },
    ephemeral: () => {},
  };
  fanout.subscribe(member, key, 'normal');

  const [smallSent, topicSent]: [number[], number[]] = [[], []];
  const startMs = clock.monotonicMs();
  const framesBefore = hotFrames;
  for (let beat = 1; beat <= 400; beat += 1) {
    // What comes while a slice is under way has waited for its end already.
    const beatMs = startMs + beat * 10;
    await clock.runTo(beatMs);
    for (let i = 0; i < 5; i += 1) await node.say(hot, {});
    if (beat % 7 === 0) {
      smallSent.push(beatMs);
      await node.say(small, {});
    }
    if (beat % 5 === 0) {
      topicSent.push(beatMs);
      const entries = { queue: key, epoch: 1, first: topicSent.length, entries: ['{}'] };
      bus.publish(key, { type: 'entries', entries });
    }
    if (beat % 80 === 50) {
      cardAtMs = beatMs;
      cards.push({ toFirstMs: 0, toLastMs: 0, seen: 0 });
      await node.say(hot, { kind: 'custom:card', body: {}, class: 'reliable' });
    }
  }
  await clock.runTo(clock.monotonicMs() + 1000);

  // The hot room took nearly all the time there was.
  expect((hotFrames - framesBefore) * sendMs).toBeGreaterThan(3000);
  expect(scheduler.counters.longestSliceMs).toBeLessThan(freeMs);
  expect(Math.max(...delaysOf(smallSent, smallTook))).toBeLessThan(waitMs);
  expect(Math.max(...delaysOf(topicSent, topicTook))).toBeLessThan(waitMs);
  for (const { seen, toFirstMs, toLastMs } of cards) {
    expect(seen).toBe(hotDevices);
    // Half a window at most, and what is under way makes room.
    expect(toFirstMs).toBeLessThan(25 + waitMs);
    // With four fifths of the time: the chat under way keeps the rest.
    expect(toLastMs).toBeLessThan(25 + waitMs + hotDevices * sendMs * 1.3);
  }
  // What waited for a flush under way has gone with the next.
  const { pipeline } = await node.services.rooms.open(conversationKey(app, hot));
  expect(pipeline.isIdle).toBe(true);
  expect(pipeline.counts.jams).toBeGreaterThan(5);
  expect(pipeline.counts.shown).toEqual(pipeline.counts.offered);
  expect(node.reported).toEqual([]);
  await node.services.close();
});
