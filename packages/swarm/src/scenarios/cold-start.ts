import type { ConnectAnswer } from '@eagre/protocol';
import type { Device } from '../device/device.ts';
import { type Load, type OptionValues, shareOf } from '../engine/load.ts';
import { Population } from '../engine/population.ts';
import type { Scenario } from '../engine/scenario.ts';
import { Speaker } from '../engine/speaker.ts';
import { atRate } from './parts/at-rate.ts';
import { type ColdPlan, coldPlan, type Missed } from './parts/group-cold.ts';
import { makeGroups } from './parts/group-making.ts';
import { Kept } from './parts/kept.ts';
import { settle } from './parts/settle.ts';
import { usersOf } from './parts/users.ts';

/** What one process's devices that had been there before were told by the answer to `connect`. */
type Told = { devices: number; complete: number; least: number; wasEnded: boolean };

const kept = new Kept<Told[]>();
/** Messages a second while most sleep. */
const missedPerSecond = 300;

export const coldStart: Scenario<null> = {
  name: 'cold-start',
  about: 'everybody opens the app at once, with many groups and much that was missed',
  options: {
    devices: {
      type: 'number',
      about: 'users, one device each',
      default: 1500,
      min: 10,
      max: 100_000,
    },
    groups: { type: 'number', about: 'groups of each user', default: 20, min: 1, max: 500 },
    missed: {
      type: 'number',
      about: 'messages missed in each group',
      default: 5,
      min: 0,
      max: 500,
    },
    fresh: {
      type: 'number',
      about: 'share that was never there before, 0 to 1',
      default: 0.25,
      min: 0,
      max: 1,
    },
    perSecond: {
      type: 'number',
      about: 'devices that start a second',
      default: 1000,
      min: 1,
      max: 100_000,
    },
  },
  devices: ({ devices }) => Number(devices),
  objectives: () => ({ connect: { p99: 1000 }, ack: { p99: 500 } }),

  async prepare(controller) {
    const { runId, options } = controller;
    const { groups } = planOf(runId, options);
    await makeGroups(controller, groups);
    return null;
  },

  async run(load) {
    const plan = planOf(load.runId, load.options);
    const own = (users: readonly string[]) => new Population(load, shareOf(users, load.share));
    const awake = own(plan.awake);
    const asleep = own(plan.asleep);
    const fresh = own(plan.fresh);
    const speaker = new Speaker(load);
    load.progress('connecting');
    await Promise.all([awake.connect(), asleep.connect()]);
    await load.sync('connected');
    for (const device of asleep.devices) device.close();
    await load.sync('asleep');
    await miss(load, speaker, plan.missed, awake.devices);
    await load.sync('missed');
    load.progress('cold start');
    const told = await start(load, asleep, fresh);
    await load.sync('started');
    await settle(load, speaker);
    const expected = Number(load.options['groups']) * Number(load.options['missed']);
    const mine: Told = {
      devices: asleep.devices.length,
      complete: told.filter((count) => count >= expected).length,
      least: Math.min(expected, ...told),
      wasEnded: load.signal.aborted,
    };
    await load.sync('told', mine);
  },

  async onSync(name, values, controller) {
    if (name === 'told') kept.keep(controller, values as unknown as Told[]);
    return undefined;
  },

  async judge(controller) {
    const all = kept.of(controller);
    if (all === undefined || all.some(({ wasEnded }) => wasEnded)) return [];
    const devices = all.reduce((sum, each) => sum + each.devices, 0);
    const complete = all.reduce((sum, each) => sum + each.complete, 0);
    const { groups, missed } = controller.options;
    const expected = Number(groups) * Number(missed);
    const least = Math.min(...all.map((each) => each.least));
    const ok = complete === devices;
    const what = `${complete} of ${devices} devices with old positions were told of all ${expected} missed messages by one answer`;
    return [{ name: 'one-round-trip', ok, text: ok ? what : `${what}; one of ${least} only` }];
  },
};

function planOf(runId: string, options: OptionValues): ColdPlan {
  const users = usersOf(runId, Number(options['devices']));
  return coldPlan(runId, users, {
    groupsPerUser: Number(options['groups']),
    missedPerGroup: Number(options['missed']),
    freshShare: Number(options['fresh']),
  });
}

/** Those who are awake say what the others miss. */
async function miss(
  load: Load,
  speaker: Speaker,
  missed: readonly Missed[],
  awake: readonly Device[],
): Promise<void> {
  load.progress('what is missed');
  const devices = new Map(awake.map((device) => [device.user, device]));
  const own = missed.filter(({ user }) => devices.has(user));
  await atRate(
    own,
    missedPerSecond / load.share.of,
    load.signal,
    async ({ user, group, text }, dueMs) => {
      speaker.send(devices.get(user) as Device, group, { kind: 'text', body: { text } }, dueMs);
    },
  );
  await speaker.settled();
}

/** All at once; gives of how many missed entries each one that comes back was told. */
async function start(load: Load, asleep: Population, fresh: Population): Promise<number[]> {
  const starting = asleep.devices.length + fresh.devices.length;
  const rateOf = ({ devices }: Population) => {
    const all = Number(load.options['perSecond']) / load.share.of;
    return Math.max(1, (all * devices.length) / starting);
  };
  const told: number[] = [];
  await Promise.all([
    fresh.connect({ perSecond: rateOf(fresh) }),
    atRate(asleep.devices, rateOf(asleep), load.signal, async (device, dueMs) => {
      const answer = await asleep.comeBack(device, dueMs);
      if (answer !== undefined) told.push(missedIn(answer));
    }),
  ]);
  return told;
}

/** Entries that the answer carries or tells of. */
function missedIn({ queues }: ConnectAnswer): number {
  return queues.reduce((sum, { head, from }) => sum + head - from, 0);
}
