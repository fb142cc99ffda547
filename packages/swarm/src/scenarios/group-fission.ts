import { SeededRandom } from '@eagre/testkit';
import type { Device } from '../device/device.ts';
import type { Json } from '../engine/json.ts';
import type { Load } from '../engine/load.ts';
import type { Controller, Scenario } from '../engine/scenario.ts';
import type { Speaker } from '../engine/speaker.ts';
import { type ChainPlan, chainPlan } from './parts/group-chains.ts';
import { membersOf } from './parts/group-making.ts';
import { GroupsSeen, type SeenOfGroups } from './parts/group-seen.ts';
import { type Joining, Sharing } from './parts/group-share.ts';
import { GroupTalk } from './parts/group-talk.ts';
import { grown, membership, sinceJoining } from './parts/group-verdicts.ts';
import { Kept } from './parts/kept.ts';
import { Phases } from './parts/phases.ts';
import { bringCast } from './parts/room-cast.ts';
import { settle } from './parts/settle.ts';
import { usersOf } from './parts/users.ts';

type Stage = { seed: number };

/** What one process tells when all is over. */
type Told = {
  seen: SeenOfGroups;
  joinings: Joining[];
  done: number;
  planned: number;
  failures: string[];
  wasEnded: boolean;
};

const told = new Kept<Told[]>();
/** Chains in which nobody acted for so long are stuck. ms. */
const stuckAfterMs = 15_000;
const lookEveryMs = 50;

export const groupFission: Scenario<Stage> = {
  name: 'group-fission',
  about: 'teams form, grow by invitation and hand item cards on to other teams and to friends',
  options: {
    devices: { type: 'number', about: 'users, one device each', default: 600, min: 3, max: 20_000 },
    team: { type: 'number', about: 'members of a team', default: 120, min: 3, max: 500 },
    fanout: { type: 'number', about: 'users that each one invites', default: 3, min: 1, max: 50 },
    roots: {
      type: 'number',
      about: 'teams that begin by themselves',
      default: 3,
      min: 1,
      max: 100,
    },
    think: {
      type: 'number',
      about: 'ms between a card and what follows',
      default: 1000,
      min: 1,
      max: 60_000,
    },
    seconds: {
      type: 'number',
      about: 's of talk once all teams are full',
      default: 10,
      min: 0,
      max: 86_400,
    },
    rate: {
      type: 'number',
      about: 'messages a second of each team',
      default: 2,
      min: 0.01,
      max: 100,
    },
  },
  devices: ({ devices }) => Number(devices),
  objectives: () => ({ entries: { p99: 500 }, ack: { p99: 500 } }),

  prepare: async ({ seed }) => ({ seed }),

  async run(load, { seed }) {
    const users = usersOf(load.runId, Number(load.options['devices']));
    const plan = planOf(load.runId, load.options, seed);
    const cast = await bringCast(load, users.length);
    const { speaker } = cast;
    const devices = new Map(cast.devices.map((device) => [device.user, device]));
    const sharing = new Sharing(load, speaker, plan, users, devices, {
      thinkMs: Number(load.options['think']),
    });
    const planned = sharing.left;
    const seen = new GroupsSeen();
    const others = load.fleet.onDelivered;
    load.fleet.onDelivered = (device, frame, from) => {
      others(device, frame, from);
      seen.hear(device, frame, from);
      sharing.hear(device, frame, from);
    };
    await untilGrown(load, sharing, planned);
    await load.sync('grown');
    const seconds = Number(load.options['seconds']);
    const talk = talkOf(load, speaker, plan, users, devices);
    await new Phases(load, { talk }).run([{ name: 'talking', seconds }]);
    await settle(load, speaker);
    const { joinings, failures, done } = sharing;
    const wasEnded = load.signal.aborted;
    const own: Told = { seen: seen.told(), joinings, done, planned, failures, wasEnded };
    await load.sync('told', own as unknown as Json);
  },

  async onSync(name, values, controller) {
    if (name === 'told') told.keep(controller, values as unknown as Told[]);
    return undefined;
  },

  async judge(controller, { seed }) {
    const all = told.of(controller);
    if (all === undefined) return [];
    const joinings = all.flatMap((each) => each.joinings);
    const groups = new Set(joinings.map(({ group }) => group));
    const listed = new Map<string, string[]>();
    for (const group of groups) listed.set(group, await membersOf(controller, group));
    const total = {
      done: all.reduce((sum, { done }) => sum + done, 0),
      planned: all.reduce((sum, { planned }) => sum + planned, 0),
      failures: all.flatMap(({ failures }) => failures),
    };
    const { steps } = planOf(controller.runId, controller.options, seed);
    const hops = steps.flatMap(({ acts }) =>
      acts.map((act) => (act.what === 'card' ? act.hop : 0)),
    );
    return [
      grown(
        total,
        Math.max(0, ...hops),
        all.some(({ wasEnded }) => wasEnded),
      ),
      membership(joinings, listed),
      sinceJoining(
        all.map(({ seen }) => seen),
        joinings,
      ),
    ];
  },
};

function planOf(runId: string, options: Controller['options'], seed: number): ChainPlan {
  const users = usersOf(runId, Number(options['devices']));
  const shape = {
    runId,
    users,
    teamSize: Number(options['team']),
    fanout: Number(options['fanout']),
    roots: Number(options['roots']),
  };
  return chainPlan(shape, new SeededRandom(seed));
}

/** Until all own steps are done, or nothing happens any more: then the verdicts tell who is left. */
async function untilGrown(load: Load, sharing: Sharing, planned: number): Promise<void> {
  sharing.start();
  let left = sharing.left;
  let changedMs = performance.now();
  while (sharing.left > 0 && !load.signal.aborted) {
    load.progress('growing', 1 - sharing.left / Math.max(1, planned));
    await Bun.sleep(lookEveryMs);
    if (sharing.left !== left) changedMs = performance.now();
    left = sharing.left;
    if (performance.now() - changedMs > stuckAfterMs) break;
  }
  sharing.stop();
  await sharing.settled();
}

function talkOf(
  load: Load,
  speaker: Speaker,
  { teams }: ChainPlan,
  users: readonly string[],
  devices: ReadonlyMap<string, Device>,
): GroupTalk {
  const rate = Number(load.options['rate']);
  const talking = teams.map(({ group, members }) => {
    const own = members.flatMap((user) => devices.get(users[user] as string) ?? []);
    const perSecond = (rate * own.length) / members.length;
    return { conversation: group, perSecond, devices: own };
  });
  return new GroupTalk(speaker, load.random, talking);
}
