import { expect, test } from 'bun:test';
import type { AttributesEntry } from '@eagre/protocol';
import { type SeededRandom, testScale, withSeed } from '@eagre/testkit';
import { limits } from '../../limits.ts';
import { ServiceError } from '../../service-error.ts';
import { Station, user } from './test/station.ts';

type Node = Awaited<ReturnType<Station['open']>>;
type Values = Map<string, { value: unknown; version: number }>;

const rounds = 60 * testScale();

test('nodes that set at once over a bus that loses: one history, and all show it', () =>
  withSeed(async (random) => {
    for (let round = 0; round < rounds; round += 1) await playRound(random);
  }));

test('a counter kept by compare-and-set counts every success once', () =>
  withSeed(async (random) => {
    for (let round = 0; round < rounds; round += 1) {
      const { nodes, station } = await open(random);
      let successes = 0;
      const tries = Array.from({ length: 25 }, async () => {
        await pause(random, 8);
        const { attributes } = random.pick(nodes);
        const { value = 0, version = 0 } = attributes.values()['n'] ?? {};
        try {
          await attributes.set(user('u'), { n: (value as number) + 1 }, { n: version });
          successes += 1;
        } catch (error) {
          expectRefusal(error, ['version_mismatch']);
        }
      });
      await Promise.all(tries);
      await converge(station, nodes);
      expect(successes).toBeGreaterThan(0);
      for (const { attributes } of nodes) {
        expect(attributes.values()['n']).toEqual({ value: successes, version: successes });
      }
    }
  }));

async function playRound(random: SeededRandom): Promise<void> {
  const { nodes, station } = await open(random);
  // Answers that were lost belong to changes that took effect all the same.
  station.fault = () => random.pick([undefined, undefined, undefined, 'lost', 'refused']);
  const names = ['a', 'b', 'c', 'd'];
  const acknowledged: number[] = [];
  const calls = Array.from({ length: 30 }, async () => {
    await pause(random, 10);
    const { attributes } = random.pick(nodes);
    const set = Object.fromEntries(
      Array.from({ length: 1 + random.int(3) }, () => [
        random.pick(names),
        random.chance(0.3) ? null : random.int(100),
      ]),
    );
    try {
      const { versions } = await attributes.set(user('u'), set);
      acknowledged.push(...Object.values(versions).filter((version) => version > 0));
    } catch (error) {
      if ((error as Error).name !== 'TimelineError') throw error;
    }
  });
  await Promise.all(calls);
  station.fault = () => undefined;
  await converge(station, nodes);
  const log = (await station.log()) as unknown as AttributesEntry[];
  expect(log.map(({ version }) => version)).toEqual(log.map((_, i) => i + 1));
  for (const version of acknowledged) expect(version).toBeLessThanOrEqual(log.length);
  const model = replay(log);
  for (const { attributes } of nodes) {
    expect(attributes.version).toBe(log.length);
    expect(attributes.values()).toEqual(Object.fromEntries(model));
  }
}

async function open(random: SeededRandom) {
  const station = new Station();
  station.limits = { ...limits, conflictRetries: 200 };
  const nodes = await Promise.all(['n1', 'n2', 'n3'].map((name) => station.open(name)));
  station.loses = () => random.chance(0.2);
  return { station, nodes };
}

/** One more change that everybody hears of, as the room's log would bring it in the end. */
async function converge(station: Station, nodes: readonly Node[]): Promise<void> {
  station.loses = () => false;
  const log = (await station.log()) as unknown as AttributesEntry[];
  for (const { attributes } of nodes) {
    const last = log.at(-1);
    if (last !== undefined) attributes.apply(last);
    await attributes.settled();
  }
}

function replay(log: readonly AttributesEntry[]): Values {
  const model: Values = new Map();
  for (const { set, removed = [], version } of log) {
    for (const [name, value] of Object.entries(set)) model.set(name, { value, version });
    for (const name of removed) expect(model.delete(name)).toBe(true);
  }
  return model;
}

async function pause(random: SeededRandom, most: number): Promise<void> {
  for (let i = random.int(most); i > 0; i -= 1) await Promise.resolve();
}

function expectRefusal(error: unknown, codes: readonly string[]): void {
  if (error instanceof ServiceError && codes.includes(error.code)) return;
  throw error;
}
