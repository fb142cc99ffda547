import { describe, expect, test } from 'bun:test';
import { chat, pipelineFixture, tier } from './test/chat-fixture.ts';

describe('windows', () => {
  test('without a window, what comes in one turn shares a frame, and goes to other nodes', async () => {
    const { clock, pipeline, flushes, publishes } = pipelineFixture({ tier: { windowMs: 0 } });
    pipeline.offer(chat('a'));
    pipeline.take([chat('b')]);
    pipeline.offer(chat('c'));
    expect(flushes).toEqual([]);
    await clock.advance(0);
    expect(flushes.map(({ texts }) => texts)).toEqual([['b', 'a', 'c']]);
    expect(publishes.map(({ texts }) => texts)).toEqual([['a', 'c']]);
  });

  test('a window begins with the first message that waits, and ends in time', async () => {
    const { clock, pipeline, flushes } = pipelineFixture();
    await clock.advance(30);
    pipeline.offer(chat('a'));
    await clock.advance(99);
    pipeline.offer(chat('b'));
    expect(flushes).toEqual([]);
    await clock.advance(1);
    pipeline.offer(chat('c'));
    await clock.advance(1000);
    expect(flushes.map(({ atMs, texts }) => [atMs, texts])).toEqual([
      [130, ['a', 'b']],
      [230, ['c']],
    ]);
  });

  test('what is said and shown on one node waits one window, and leaves for others at its end', async () => {
    const { clock, pipeline, flushes, publishes } = pipelineFixture();
    pipeline.take([chat('there')]);
    await clock.advance(60);
    pipeline.offer(chat('here'));
    await clock.advance(1000);
    expect(flushes).toMatchObject([{ atMs: 100, texts: ['there', 'here'] }]);
    expect(publishes).toMatchObject([{ atMs: 100, texts: ['here'] }]);
  });

  test('what came from other nodes is not published again', async () => {
    const { clock, pipeline, flushes, publishes } = pipelineFixture();
    pipeline.take([chat('a')]);
    await clock.advance(1000);
    expect([flushes.length, publishes.length]).toEqual([1, 0]);
  });

  test('nothing waits, no timer', async () => {
    const { clock, pipeline, flushes } = pipelineFixture();
    expect(clock.pendingTimers).toBe(0);
    pipeline.offer(chat('a'));
    pipeline.take([chat('b')]);
    pipeline.urgent();
    pipeline.stats();
    pipeline.take([]);
    await clock.advance(5000);
    expect([clock.pendingTimers, flushes.length, pipeline.isIdle]).toEqual([0, 1, true]);
    pipeline.poll();
    expect([clock.pendingTimers, flushes.length]).toEqual([0, 1]);
  });
});

describe('many messages', () => {
  test('a frame goes early when it is full, though not sooner than a quarter window after the last', async () => {
    const { clock, pipeline, flushes } = pipelineFixture({ tier: { flushItems: 3 } });
    for (let atMs = 0; atMs < 60; atMs += 1) {
      pipeline.offer(chat(`${atMs}`));
      await clock.advance(1);
    }
    expect(flushes.map(({ atMs, texts }) => [atMs, texts.length])).toEqual([
      [2, 3],
      [27, 24],
      [52, 25],
    ]);
  });

  test('other nodes are told once a window all the same', async () => {
    const { clock, pipeline, flushes, publishes } = pipelineFixture({ tier: { flushItems: 3 } });
    for (let i = 0; i < 300; i += 1) {
      pipeline.offer(chat(`${i}`));
      await clock.advance(1);
    }
    await clock.advance(100);
    expect(publishes.map(({ atMs }) => atMs)).toEqual([2, 102, 202, 302]);
    const sent = publishes.flatMap(({ texts }) => texts);
    expect(sent).toEqual(flushes.flatMap(({ texts }) => texts));
    expect(sent).toHaveLength(300);
  });

  test('a frame is not full of what the display cap will not show', async () => {
    const { clock, pipeline, flushes } = pipelineFixture({
      tier: { windowMs: 1000, flushItems: 100, displayPerSecond: 20 },
    });
    for (let i = 0; i < 2000; i += 1) {
      pipeline.offer(chat(`${i}`, `u${i % 50}`));
      await clock.advance(1);
    }
    expect(flushes.map(({ atMs, texts }) => [atMs, texts.length])).toEqual([
      [1000, 30],
      [2000, 20],
    ]);
  });
});

test('a flush of which the display cap leaves nothing is none', async () => {
  const { clock, pipeline, flushes } = pipelineFixture({
    tier: { windowMs: 0, displayPerSecond: 1 },
  });
  for (let i = 0; i < 5; i += 1) {
    pipeline.offer(chat(`${i}`));
    await clock.advance(10);
  }
  expect(flushes.map(({ texts }) => texts)).toEqual([['0']]);
  expect(pipeline.counts.flushes).toBe(1);
});

describe('reliable entries', () => {
  test('one goes at once when the last flush is long ago, with the chat that waits', async () => {
    const { clock, pipeline, flushes } = pipelineFixture();
    await clock.advance(500);
    pipeline.offer(chat('a'));
    await clock.advance(10);
    pipeline.urgent();
    pipeline.urgent();
    expect(flushes).toEqual([]);
    await clock.advance(1000);
    expect(flushes).toMatchObject([{ atMs: 510, texts: ['a'], entriesOnly: false }]);
  });

  test('the next waits until half a window has passed', async () => {
    const { clock, pipeline, flushes } = pipelineFixture();
    pipeline.urgent();
    await clock.advance(20);
    pipeline.urgent();
    pipeline.offer(chat('a'));
    await clock.advance(1000);
    expect(flushes.map(({ atMs, texts }) => [atMs, texts])).toEqual([
      [0, []],
      [50, ['a']],
    ]);
  });

  test('chat that went along is published at the end of its window at the latest', async () => {
    const { clock, pipeline, publishes } = pipelineFixture();
    pipeline.offer(chat('a'));
    await clock.advance(100);
    pipeline.offer(chat('b'));
    await clock.advance(55);
    pipeline.urgent();
    await clock.advance(1000);
    expect(publishes.map(({ atMs, texts }) => [atMs, texts])).toEqual([
      [100, ['a']],
      [200, ['b']],
    ]);
  });
});

describe('figures', () => {
  test('they go with the next flush and publication', async () => {
    const { clock, pipeline, flushes, publishes } = pipelineFixture();
    pipeline.stats();
    pipeline.offer(chat('a'));
    await clock.advance(5000);
    expect([flushes.length, publishes.length]).toEqual([1, 1]);
  });

  test('alone they make one frame a second, one window late at the least', async () => {
    const { clock, pipeline, flushes, publishes } = pipelineFixture();
    for (let i = 0; i < 250; i += 1) {
      pipeline.stats();
      await clock.advance(10);
    }
    await clock.advance(1000);
    expect(flushes.map(({ atMs }) => atMs)).toEqual([100, 1100, 2100, 3100]);
    expect(publishes.map(({ atMs, texts }) => [atMs, texts])).toEqual([
      [100, []],
      [1100, []],
      [2100, []],
      [3100, []],
    ]);
  });

  test('they reach other nodes where all chat is from there', async () => {
    const { clock, pipeline, publishes } = pipelineFixture();
    pipeline.stats();
    for (let i = 0; i < 30; i += 1) {
      pipeline.take([chat(`${i}`)]);
      await clock.advance(50);
    }
    expect(publishes).toHaveLength(1);
  });
});

describe('a change of tier', () => {
  test('a shorter window ends the running one sooner, well within two seconds', async () => {
    const { clock, state, pipeline, flushes } = pipelineFixture({ tier: { windowMs: 10_000 } });
    pipeline.offer(chat('a'));
    await clock.advance(700);
    state.tier = tier({ windowMs: 250 });
    await clock.advance(10_000);
    expect(flushes).toMatchObject([{ atMs: 1000 }]);
  });

  test('the next message is enough to see it', async () => {
    const { clock, state, pipeline, flushes } = pipelineFixture({ tier: { windowMs: 400 } });
    pipeline.offer(chat('a'));
    await clock.advance(10);
    state.tier = tier({ windowMs: 0 });
    pipeline.offer(chat('b'));
    await clock.advance(0);
    expect(flushes).toMatchObject([{ atMs: 10, texts: ['a', 'b'] }]);
  });

  test('a longer window holds what waits already', async () => {
    const { clock, state, pipeline, flushes } = pipelineFixture();
    pipeline.offer(chat('a'));
    await clock.advance(50);
    state.tier = tier({ windowMs: 1000 });
    await clock.advance(5000);
    expect(flushes).toMatchObject([{ atMs: 1000 }]);
  });
});
