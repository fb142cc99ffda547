import { expect, test } from 'bun:test';
import type { ChatItem } from '../../bus/bus.ts';
import type { LeftOut } from './merge-stages.ts';
import { chat, pipelineFixture, textsOf } from './test/chat-fixture.ts';

/** Texts of what was left out, by reason. */
function noted() {
  const byReason: Record<string, string[]> = {};
  const leftOut: LeftOut = (items, kept, why) => {
    // In the same order: what a listener may rely on.
    expect(items.filter((item) => kept.includes(item))).toEqual([...kept]);
    byReason[why] ??= [];
    byReason[why].push(...textsOf(items.filter((item) => !kept.includes(item))));
  };
  return { byReason, leftOut };
}

const many = (count: number, name: string): ChatItem[] =>
  Array.from({ length: count }, (_, i) => chat(`${name}${i}`, `${name}${i}`));

const sum = (byRank: readonly number[]) => byRank.reduce((all, one) => all + one, 0);

test('each message that a cap leaves out is told, with the cap', async () => {
  const { byReason, leftOut } = noted();
  const tier = { windowMs: 100, displayPerSecond: 10 };
  const { clock, pipeline, flushes } = pipelineFixture({ tier, leftOut });
  await clock.advance(5000);
  for (const item of many(30, 'own')) pipeline.offer(item);
  pipeline.take(many(30, 'other'));
  await clock.advance(1000);
  const { dropped } = pipeline.counts;
  expect(byReason['sender_cap']).toHaveLength(sum(dropped.sender_cap));
  expect(byReason['receiver_cap']).toHaveLength(sum(dropped.receiver_cap));
  expect(Object.keys(byReason).sort()).toEqual(['receiver_cap', 'sender_cap']);
  const shown = flushes.flatMap(({ texts }) => texts);
  const all = [...shown, ...Object.values(byReason).flat()];
  expect(all.length).toBe(60);
  expect(new Set(all).size).toBe(60);
});

test('what no buffer holds is told, and what waited when the room was let go', async () => {
  const { byReason, leftOut } = noted();
  const { clock, pipeline, state } = pipelineFixture({
    ...{ leftOut, tier: { windowMs: 100 }, limits: { roomPendingChat: 8 } },
  });
  state.busy = true;
  for (const item of many(20, 'a')) pipeline.offer(item);
  await clock.advance(50);
  expect(byReason['buffer_full']).toHaveLength(sum(pipeline.counts.dropped.buffer_full));
  expect(byReason['buffer_full']?.length).toBeGreaterThan(4);
  pipeline.close();
  expect(byReason['closed']).toHaveLength(sum(pipeline.counts.dropped.closed));
  expect(byReason['closed']?.length).toBeGreaterThan(0);
});

test('what other nodes do not get is told, though it is shown here', async () => {
  const { byReason, leftOut } = noted();
  const { clock, pipeline, flushes } = pipelineFixture({
    ...{ leftOut, tier: { windowMs: 1000, flushItems: 4 }, limits: { roomPendingChat: 8 } },
  });
  await clock.advance(5000);
  for (let i = 0; i < 20; i += 1) {
    for (const item of many(4, `${i} `)) pipeline.offer(item);
    await clock.advance(260);
  }
  await clock.advance(2000);
  const lost = byReason['unpublished'] ?? [];
  expect(lost.length).toBeGreaterThan(0);
  expect(lost).toHaveLength(pipeline.counts.unpublished);
  expect(flushes.flatMap(({ texts }) => texts)).toEqual(expect.arrayContaining(lost));
  expect(Object.keys(byReason)).toEqual(['unpublished']);
});

test('nobody is told while nothing is left out', async () => {
  const { byReason, leftOut } = noted();
  const { clock, pipeline } = pipelineFixture({ leftOut, tier: { windowMs: 100 } });
  for (const item of many(20, 'a')) pipeline.offer(item);
  await clock.advance(1000);
  pipeline.close();
  expect(byReason).toEqual({});
});
