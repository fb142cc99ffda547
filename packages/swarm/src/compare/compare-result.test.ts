import { expect, test } from 'bun:test';
import { describeComparison, type Figures, summary } from './compare-result.ts';
import { lossyPeer } from './test/lossy-peer.ts';

const figures: Figures = {
  messagesPerSecond: 1000,
  framesPerSecond: 1000,
  p50Ms: 10,
  p99Ms: 20,
  bytesPerConnection: 4096,
  cpuSecondsPerMillion: 2,
  pacedCpuSecondsPerMillion: 4,
  deliveredShare: 1,
  serverCpu: 0.9,
};

const peer = lossyPeer(0);
const plan = { peer, devices: 1000, seconds: 3, rounds: 3, rate: 20, bytes: 200 };
const ours = { name: 'eagre', title: 'Eagre', notes: ['ours'] };

/** Ours is so many times as fast in each round, on a machine whose pace changes. */
function compared(times: readonly number[], share = 1, faults = 0) {
  const paces = [1, 10, 0.1];
  const roundsOf = (factors: readonly number[]) =>
    factors.map((factor, i) => ({
      ...figures,
      messagesPerSecond: 1000 * factor * (paces[i] ?? 1),
      deliveredShare: share,
    }));
  return summary(
    plan,
    [
      { adapter: ours, depth: 8, faults, rounds: roundsOf(times) },
      { adapter: peer, depth: 2, faults: 0, rounds: roundsOf([1, 1, 1]) },
    ],
    false,
  );
}

test('medians are over rounds, ratios of ours to the peer within each round', () => {
  const result = compared([4, 5, 6]);
  expect(result.sides[0]?.medians.messagesPerSecond).toBeCloseTo(4000, 6);
  expect(result.ratios['eagre']?.messagesPerSecond).toBe(5);
  expect(result.ratios['eagre']?.p99Ms).toBe(1);
  expect(Object.keys(result.ratios)).toEqual(['eagre']);
  const lines = describeComparison(result);
  expect(lines[0]).toMatch(/^1,000 subscribers, 200 bytes +Eagre +Lossy +Eagre ÷ peer$/);
  expect(lines[1]).toMatch(/^delivered messages .*more is better.* 4,000 +1,000 +5×$/);
  expect(lines).toContainEqual(expect.stringMatching(/^memory a connection .* 4 +4 +1×$/));
  expect(lines).toContain('- a note of its own');
});

test.each([
  [1, 0, true],
  [0.998, 0, false],
  [1.01, 0, false],
  [1, 1, false],
])('with a share of %p delivered and %p faults a side is complete: %p', (share, faults, ok) => {
  const [verdict] = compared([1, 1, 1], share, faults).verdicts;
  expect(verdict).toMatchObject({ name: 'complete', ok });
});
