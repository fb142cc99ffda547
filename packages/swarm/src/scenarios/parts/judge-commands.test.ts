import { expect, test } from 'bun:test';
import { type SeededRandom, withSeed } from '@eagre/testkit';
import { type ActedCommand, ActedCommands, addUp } from './acted-commands.ts';
import { judgeActs, judgeInstants, judgeSpread, mostInASecond } from './judge-commands.ts';

const devices = 1000;
const spreadMs = 5000;
const at = 1_000_000;
const withinMs = 50;

/** Devices of three processes, each acting so long after the command. */
function acted(command: object, afterMs: (device: number) => number): ActedCommand[] {
  const processes = [1, 2, 3].map(() => new ActedCommands(withinMs));
  for (let device = 0; device < devices; device += 1) {
    const process = processes[device % 3] as ActedCommands;
    process.told(7, { at, ...command });
    process.acted(7, { at, ...command }, at + afterMs(device));
  }
  return addUp(processes.map(({ all }) => JSON.parse(JSON.stringify(all))));
}

const evenly = (random: SeededRandom) => acted({ spreadMs }, () => random.int(spreadMs));

test('requests that are spread evenly stay under the bound, whatever the chance', () =>
  withSeed((random) => {
    for (let i = 0; i < 20; i += 1) {
      const commands = evenly(random);
      expect(judgeSpread(commands)?.ok).toBe(true);
      expect(judgeActs(commands, devices)).toEqual({
        name: 'acts',
        ok: true,
        text: '1 commands were each acted on by all 1000 devices',
      });
      expect(judgeInstants(commands, withinMs)).toBeUndefined();
    }
  }));

test('requests that come at once, or in half of the window, are over it', () =>
  withSeed((random) => {
    expect(judgeSpread(acted({ spreadMs }, () => 0))?.text).toContain(
      '1000 requests in one second',
    );
    expect(judgeSpread(acted({ spreadMs }, () => random.int(spreadMs / 2)))?.ok).toBe(false);
    // One late heap is as bad as one at the start.
    const heap = acted({ spreadMs }, (device) => (device < 500 ? 4000 : random.int(spreadMs)));
    expect(judgeSpread(heap)?.ok).toBe(false);
  }));

test('a second is any second, not one by the clock', () => {
  expect(mostInASecond([0, 0, 0, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0, 0, 8])).toBe(17);
  expect(mostInASecond([9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 8])).toBe(9);
});

test('a device that acts twice or never is seen', () =>
  withSeed((random) => {
    const [command] = evenly(random) as [ActedCommand];
    const wrong = [{ acted: devices - 1 }, { told: devices + 1 }, { acted: devices + 1 }];
    for (const change of wrong)
      expect(judgeActs([{ ...command, ...change }], devices).ok).toBe(false);
    expect(judgeActs([], devices).ok).toBe(false);
  }));

test('instants are met, but for one in a hundred', () => {
  const activateAt = at + 2000;
  const good = acted({ activateAt }, (device) => 2000 + (device % 50));
  expect(judgeInstants(good, withinMs)).toEqual({
    name: 'instants',
    ok: true,
    text: '1000 of 1000 acts on 1 instants came within 50 ms of them, the furthest 49 ms',
  });
  expect(judgeSpread(good)).toBeUndefined();
  const few = acted({ activateAt }, (device) => (device < 10 ? 2900 : 2000));
  expect(judgeInstants(few, withinMs)?.ok).toBe(true);
  for (const off of [1900, 2100]) {
    const bad = acted({ activateAt }, (device) => (device < 11 ? off : 2000));
    expect(judgeInstants(bad, withinMs)).toMatchObject({ ok: false });
    expect(judgeInstants(bad, withinMs)?.text).toContain(`the furthest ${off - 2000} ms`);
  }
});
