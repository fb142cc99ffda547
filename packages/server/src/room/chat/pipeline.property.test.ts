import { expect, test } from 'bun:test';
import { type SeededRandom, testScale, withSeed } from '@eagre/testkit';
import type { ChatItem } from '../../bus/bus.ts';
import { dropReasons } from './chat-counts.ts';
import { chat, pipelineFixture, type Sent, textsOf, tier } from './test/chat-fixture.ts';

interface Scenario {
  /** Flushes take their time. */
  readonly busy: boolean;
  readonly tierChanges: boolean;
  readonly roomPendingChat: number;
}

const chooseTier = (random: SeededRandom) =>
  tier({
    windowMs: random.pick([0, 20, 100, 400]),
    flushItems: random.pick([0, 0, 6]),
    displayPerSecond: random.pick([0, 0, 30, 200]),
  });

/** Random talk, entries, figures, jams and tiers; everything that was said is told by its text. */
async function run(random: SeededRandom, scenario: Scenario) {
  const { roomPendingChat } = scenario;
  const chosen = chooseTier(random);
  const fixture = pipelineFixture({ tier: chosen, random, limits: { roomPendingChat } });
  const { clock, state, pipeline } = fixture;
  const saidAtMs = new Map<string, number>();
  const urgentAtMs: number[] = [];
  const say = (from: 'own' | 'other'): ChatItem => {
    const text = `${from} ${saidAtMs.size}`;
    saidAtMs.set(text, clock.monotonicMs());
    const sender = random.int(6);
    return chat(text, `u${sender}`, Math.min(3, sender));
  };
  const several = (make: () => ChatItem) => Array.from({ length: random.int(4) }, make);
  const steps: (() => void)[] = [
    () => pipeline.offer(say('own')),
    () => several(() => say('own')).forEach((item) => void pipeline.offer(item)),
    () => pipeline.take(several(() => say('other'))),
    () => {
      if (!random.chance(0.2)) return;
      urgentAtMs.push(clock.monotonicMs());
      pipeline.urgent();
    },
    () => random.chance(0.2) && pipeline.stats(),
  ];
  if (scenario.busy) {
    steps.push(() => {
      state.busy = random.chance(0.4);
      state.jammed = random.chance(0.3);
      pipeline.poll();
    });
  }
  if (scenario.tierChanges) {
    steps.push(() => {
      if (random.chance(0.2)) state.tier = chooseTier(random);
    });
  }
  for (let step = 0; step < 120; step += 1) {
    random.pick(steps)();
    if (random.chance(0.6)) await clock.advance(random.int(random.chance(0.1) ? 300 : 15));
  }
  state.busy = false;
  state.jammed = false;
  pipeline.poll();
  await clock.advance(2000);
  expect([clock.pendingTimers, pipeline.isIdle]).toEqual([0, true]);
  return { ...fixture, saidAtMs, urgentAtMs, windowMs: chosen.windowMs };
}

type Run = Awaited<ReturnType<typeof run>>;

const textsIn = (all: readonly Sent[]) => all.flatMap(({ texts }) => texts);
const sumOf = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);

function expectInOrder(texts: readonly string[]): void {
  const numbers = texts.map((text) => Number(text.split(' ')[1]));
  const inOrder = [...new Set(numbers)].toSorted((a, b) => a - b);
  expect(numbers).toEqual(inOrder);
}

/** Each message is shown once or counted as dropped once; nothing comes from nowhere. */
function expectExact({ flushes, publishes, pipeline, saidAtMs }: Run): void {
  const { counts } = pipeline;
  const shown = textsIn(flushes);
  expect(shown.every((text) => saidAtMs.has(text))).toBe(true);
  expectInOrder(shown.filter((text) => text.startsWith('own')));
  expectInOrder(shown.filter((text) => text.startsWith('other')));
  expectInOrder(textsIn(publishes));
  expect(textsIn(publishes).every((text) => text.startsWith('own'))).toBe(true);
  const dropped = dropReasons.map((reason) => counts.dropped[reason]);
  for (const [rank, offered] of counts.offered.entries()) {
    const lost = sumOf(dropped.map((byRank) => byRank[rank] ?? 0));
    expect((counts.shown[rank] ?? 0) + lost).toBe(offered + (counts.taken[rank] ?? 0));
  }
  expect(sumOf(counts.shown)).toBe(shown.length);
  expect(sumOf(counts.offered) + sumOf(counts.taken)).toBe(saidAtMs.size);
  expect(counts.published).toBe(textsIn(publishes).length);
  expect(counts.sizes.total).toBe(shown.length);
}

function expectInTime({ flushes, publishes, saidAtMs, urgentAtMs, windowMs }: Run): void {
  for (const { atMs, texts } of [...flushes, ...publishes]) {
    const waitedMs = texts.map((text) => atMs - (saidAtMs.get(text) ?? 0));
    expect(Math.max(0, ...waitedMs)).toBeLessThanOrEqual(windowMs);
  }
  for (const saidMs of urgentAtMs) {
    const sentMs = flushes.find(({ atMs }) => atMs >= saidMs)?.atMs ?? Number.NaN;
    expect(sentMs - saidMs).toBeLessThanOrEqual(windowMs / 2);
  }
  expectSpaced(publishes, windowMs);
  expectSpaced(flushes, windowMs / 4);
}

function expectSpaced(sent: readonly Sent[], leastMs: number): void {
  sent.slice(1).forEach(({ atMs }, index) => {
    expect(atMs - (sent[index]?.atMs ?? 0)).toBeGreaterThanOrEqual(leastMs);
  });
}

const rounds = 150 * testScale();

test('each message is shown or counted once and in order, within a window, entries within half', () =>
  withSeed(async (random) => {
    const scenario = { busy: false, tierChanges: false, roomPendingChat: 4000 };
    for (let round = 0; round < rounds; round += 1) {
      const result = await run(random, scenario);
      expectExact(result);
      expectInTime(result);
      expect(sumOf(result.pipeline.counts.dropped.buffer_full)).toBe(0);
    }
  }));

test('so it is when flushes jam, buffers overflow and tiers change', () =>
  withSeed(async (random) => {
    for (let round = 0; round < rounds; round += 1) {
      const scenario = {
        busy: true,
        tierChanges: true,
        roomPendingChat: random.pick([5, 20, 4000]),
      };
      const result = await run(random, scenario);
      expectExact(result);
      for (const { entriesOnly, chat: items } of result.flushes) {
        if (entriesOnly) expect(textsOf(items)).toEqual([]);
      }
    }
  }));
