import { expect, test } from 'bun:test';
import { fileURLToPath } from 'node:url';
import { UsageError } from '../cli/usage-error.ts';
import { centrifugoWith } from './centrifugo-peer.ts';
import { type ComparePlan, compare } from './compare.ts';
import { describeComparison } from './compare-result.ts';
import { plainEagrePeer } from './eagre-peer.ts';
import { compareOptions, comparePlan } from './peers.ts';
import { lossyPeer } from './test/lossy-peer.ts';

const fake = fileURLToPath(new URL('test/fake-centrifugo.ts', import.meta.url));
const timeoutMs = 30_000;
const view = { progress: () => {}, note: () => {} };
const never = new AbortController().signal;

const small: Omit<ComparePlan, 'peer'> = {
  devices: 20,
  seconds: 0.2,
  rounds: 2,
  rate: 250,
  bytes: 60,
};

test(
  'Eagre and a peer are measured by turns, and every figure is there',
  async () => {
    const peer = { ...centrifugoWith([process.execPath, fake]), depths: [8] };
    const notes: string[] = [];
    const telling = { progress: () => {}, note: (text: string) => void notes.push(text) };
    const result = await compare({ ...small, peer }, telling, never, [plainEagrePeer]);
    const turns = notes.map((text) => text.split(':')[0]);
    expect(turns).toEqual(['Eagre, no merging', 'Centrifugo', 'Eagre, no merging', 'Centrifugo']);
    expect(result.sides.map(({ name }) => name)).toEqual(['eagre-plain', 'centrifugo']);
    for (const { rounds, faults, medians } of result.sides) {
      expect(rounds).toHaveLength(2);
      expect(faults).toBe(0);
      expect(medians.deliveredShare).toBe(1);
      expect(medians.messagesPerSecond).toBeGreaterThan(medians.framesPerSecond * 0.99);
      expect(medians.p99Ms).toBeGreaterThanOrEqual(medians.p50Ms);
      expect(medians.cpuSecondsPerMillion).toBeGreaterThan(0);
    }
    expect(result.verdicts.every(({ ok }) => ok)).toBe(true);
    const table = describeComparison(result);
    expect(table[0]).toMatch(/^20 subscribers, 60 bytes +Eagre, no merging +Centrifugo/);
    expect(JSON.parse(JSON.stringify(result)).ratios['eagre-plain'].p99Ms).toBeGreaterThan(0);
  },
  timeoutMs,
);

test(
  'a server that loses something is told from one that does not',
  async () => {
    const sound = lossyPeer(0);
    const lossy = lossyPeer(50);
    const result = await compare({ ...small, peer: lossy, rounds: 1 }, view, never, [sound]);
    expect(result.verdicts.map(({ ok }) => ok)).toEqual([true, false]);
    expect(result.verdicts[1]?.text).toMatch(
      /^Lossy: 9[78]\.\d+ % of 250 messages a second arrived/,
    );
    expect([sound.stopped(), lossy.stopped()]).toEqual([1, 1]);
  },
  timeoutMs,
);

test(
  'ended early it gives the rounds that are whole, and ends all servers',
  async () => {
    const ours = lossyPeer(0);
    const peer = lossyPeer(0);
    const ending = new AbortController();
    setTimeout(() => ending.abort(), 3500);
    const startedMs = performance.now();
    const plan = { ...small, peer, seconds: 30 };
    const result = await compare(plan, view, ending.signal, [ours]);
    expect(performance.now() - startedMs).toBeLessThan(6000);
    expect(result).toMatchObject({ interrupted: true, sides: [] });
    expect([ours.stopped(), peer.stopped()]).toEqual([1, 1]);
  },
  timeoutMs,
);

test(
  'a peer that can not start leaves nothing of the others',
  async () => {
    const ours = lossyPeer(0);
    const peer = { ...lossyPeer(0), start: () => Promise.reject(new Error('the port is taken')) };
    const compared = compare({ ...small, peer }, view, never, [ours]);
    await expect(compared).rejects.toThrow('the port is taken');
    expect(ours.stopped()).toBe(1);
  },
  timeoutMs,
);

test('a peer that is not here, and one that nobody knows, are told in one line', async () => {
  const peer = centrifugoWith(undefined);
  const compared = compare({ ...small, peer }, view, never);
  await expect(compared).rejects.toThrow(UsageError);
  const defaults = Object.fromEntries(
    Object.entries(compareOptions).map(([name, spec]) => [
      name,
      'default' in spec ? spec.default : '',
    ]),
  );
  expect(() => comparePlan({ ...defaults, peer: 'pusher' })).toThrow(
    'no peer "pusher"; there are: socketio, nchan, centrifugo',
  );
  expect(comparePlan({ ...defaults, peer: 'nchan' })).toMatchObject({ devices: 2000, rounds: 3 });
});
