import { describe, expect, test } from 'bun:test';
import { chat, pipelineFixture, tier } from './test/chat-fixture.ts';

/** Something said every 10 ms for so long. */
async function talk({ clock, pipeline }: ReturnType<typeof pipelineFixture>, forMs: number) {
  for (let passedMs = 0; passedMs < forMs; passedMs += 10) {
    pipeline.offer(chat(`${clock.monotonicMs()}`, 'ann'));
    await clock.advance(10);
  }
}

describe('while a flush is being handed out', () => {
  test('everything waits for its end and is merged; other nodes are told in time', async () => {
    const fixture = pipelineFixture();
    const { clock, state, pipeline, flushes, publishes } = fixture;
    state.busy = true;
    await talk(fixture, 450);
    expect(flushes).toEqual([]);
    expect(publishes.map(({ atMs }) => atMs)).toEqual([100, 200, 300, 400]);
    state.busy = false;
    pipeline.poll();
    expect(flushes).toMatchObject([{ atMs: 450 }]);
    expect(flushes[0]?.texts).toHaveLength(45);
    await clock.advance(1000);
    expect([flushes.length, pipeline.isIdle, clock.pendingTimers]).toEqual([1, true, 0]);
    expect(pipeline.counts).toMatchObject({ jams: 1, longestWaitMs: 450, published: 45 });
  });

  test('what is due later goes when it is due, poll or not', async () => {
    const { clock, state, pipeline, flushes } = pipelineFixture();
    state.busy = true;
    pipeline.offer(chat('a'));
    await clock.advance(50);
    state.busy = false;
    pipeline.poll();
    expect([flushes.length, pipeline.counts.jams]).toEqual([0, 0]);
    await clock.advance(1000);
    expect(flushes).toMatchObject([{ atMs: 100 }]);
  });

  test('it waits without a timer', async () => {
    const { clock, state, pipeline } = pipelineFixture();
    state.busy = true;
    pipeline.take([chat('a')]);
    await clock.advance(1000);
    expect(clock.pendingTimers).toBe(0);
  });

  test('no more than the buffer waits, and no more than the cap allows is shown', async () => {
    const fixture = pipelineFixture({ limits: { roomPendingChat: 50 } });
    const { state, pipeline, flushes } = fixture;
    state.busy = true;
    await talk(fixture, 5000);
    state.busy = false;
    state.tier = tier({ displayPerSecond: 10 });
    pipeline.poll();
    expect(flushes[0]?.texts).toHaveLength(10);
    const { dropped, shown, offered } = pipeline.counts;
    expect([offered, shown]).toEqual([
      [0, 0, 0, 500],
      [0, 0, 0, 10],
    ]);
    expect(dropped.buffer_full[3]).toBeGreaterThanOrEqual(450);
    expect((dropped.buffer_full[3] ?? 0) + (dropped.receiver_cap[3] ?? 0)).toBe(490);
  });
});

describe('a reliable entry', () => {
  test('overtakes a flush under way; the chat waits on', async () => {
    const { clock, state, pipeline, flushes } = pipelineFixture();
    state.busy = true;
    pipeline.offer(chat('a'));
    await clock.advance(130);
    pipeline.urgent();
    await clock.advance(20);
    pipeline.urgent();
    await clock.advance(200);
    expect(flushes).toMatchObject([
      { atMs: 130, texts: [], entriesOnly: true },
      { atMs: 180, texts: [], entriesOnly: true },
    ]);
    state.busy = false;
    pipeline.poll();
    expect(flushes[2]).toMatchObject({ atMs: 350, texts: ['a'], entriesOnly: false });
    expect(pipeline.counts).toMatchObject({ flushes: 3, overtakes: 2, jams: 1 });
  });

  test('does not pile up behind another: what waits goes at once when that is out', async () => {
    const { clock, state, pipeline, flushes } = pipelineFixture();
    state.jammed = true;
    pipeline.urgent();
    pipeline.offer(chat('a'));
    await clock.advance(900);
    expect([flushes.length, clock.pendingTimers]).toEqual([0, 0]);
    state.jammed = false;
    pipeline.poll();
    expect(flushes).toMatchObject([{ atMs: 900, texts: ['a'], entriesOnly: false }]);
  });

  test('under way holds up no chat', async () => {
    const { clock, state, pipeline, flushes } = pipelineFixture();
    state.jammed = true;
    pipeline.offer(chat('a'));
    await clock.advance(900);
    expect(flushes).toMatchObject([{ atMs: 100, texts: ['a'] }]);
  });
});

test('a flush that is handed out before it returns is no trouble', async () => {
  const fixture = pipelineFixture();
  const { clock, pipeline, flushes } = fixture;
  const push = flushes.push.bind(flushes);
  flushes.push = (...sent) => {
    const length = push(...sent);
    pipeline.poll();
    return length;
  };
  await talk(fixture, 300);
  pipeline.urgent();
  await clock.advance(1000);
  expect(flushes.flatMap(({ texts }) => texts)).toHaveLength(30);
  expect(clock.pendingTimers).toBe(0);
});

test('after the close nothing goes, and what waited and what still comes is counted', async () => {
  const { clock, state, pipeline, flushes, publishes } = pipelineFixture();
  state.busy = true;
  pipeline.offer(chat('a'));
  await clock.advance(100);
  pipeline.offer(chat('b'));
  pipeline.take([chat('c', 'bob', 0)]);
  pipeline.urgent();
  pipeline.close();
  pipeline.offer(chat('d'));
  pipeline.take([chat('e')]);
  pipeline.stats();
  pipeline.poll();
  await clock.advance(5000);
  expect([flushes.length, publishes.length, clock.pendingTimers]).toEqual([0, 1, 0]);
  expect(pipeline.counts.dropped.closed).toEqual([1, 0, 0, 4]);
  expect(pipeline.counts.shown).toEqual([0, 0, 0, 0]);
});

test('what other nodes are not told is counted: no room for it, or the room was let go', async () => {
  const { clock, pipeline, publishes } = pipelineFixture({
    tier: { flushItems: 4 },
    limits: { roomPendingChat: 5 },
  });
  for (let i = 0; i < 47; i += 1) {
    for (let j = 0; j < 4; j += 1) pipeline.offer(chat(`${i} ${j}`, `u${j}`));
    await clock.advance(30);
  }
  pipeline.close();
  const { shown, published, unpublished } = pipeline.counts;
  expect(shown[3]).toBe(47 * 4);
  expect(published).toBe(publishes.flatMap(({ texts }) => texts).length);
  expect(published + unpublished).toBe(47 * 4);
  expect(published).toBeGreaterThan(14 * 2);
});
