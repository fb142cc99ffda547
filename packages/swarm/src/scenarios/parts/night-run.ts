import { SeededRandom } from '@eagre/testkit';
import type { Load } from '../../engine/load.ts';
import type { Controller } from '../../engine/scenario.ts';
import { atRate } from './at-rate.ts';
import { forked } from './forked.ts';
import { makeGroups, makeRooms } from './group-making.ts';
import type { Floor } from './night-floor.ts';
import { NightMoves } from './night-moves.ts';
import { type NightPart, nightParts } from './night-parts.ts';
import { type NightPlan, nightPlan } from './night-plan.ts';
import { nightRates } from './night-rates.ts';
import { NightShare } from './night-share.ts';
import { type Phase, Phases } from './phases.ts';
import { bringCast } from './room-cast.ts';
import { makeHost } from './room-host.ts';
import { settle } from './settle.ts';
import { usersOf } from './users.ts';

/** What all processes of a night must know to have the same one in mind. */
export type NightStage = { seed: number };

/** Rooms and groups of a night, made. */
export async function prepareNight(controller: Controller): Promise<NightStage> {
  const { seed, runId, options } = controller;
  const users = usersOf(runId, Number(options['devices']));
  const plan = planOf(runId, users, seed);
  await makeRooms(
    controller,
    plan.rooms.map(({ room }) => room),
  );
  for (const { room, host } of plan.rooms) {
    if (host !== undefined) await makeHost(controller, room, users[host] as string);
  }
  const groups = plan.groups.map(({ group, members }) => ({
    group,
    members: members.map((user) => users[user] as string),
  }));
  await makeGroups(controller, groups);
  return { seed };
}

/** One process's part of a night: everybody comes within `arrivalSeconds`, then the phases. */
export async function runNight(
  load: Load,
  { seed }: NightStage,
  arrivalSeconds: number,
  phases: readonly Phase<NightPart>[],
): Promise<void> {
  const users = usersOf(load.runId, Number(load.options['devices']));
  const cast = await bringCast(load, users.length);
  const plan = planOf(load.runId, users, seed);
  const share = new NightShare(plan, users, cast.devices, Number(load.options['strength']));
  const moves = new NightMoves(load, share.floor, share.viewers(nightRates.hopsPerViewer));
  const parts = nightParts(load, cast, share, moves);
  const arrival: Phase<NightPart> = {
    name: 'arrival',
    seconds: arrivalSeconds,
    paces: { shouts: 0, moves: 0, losses: 0, cards: 0 },
    act: () => bringIn(load, share.floor, moves, arrivalSeconds),
  };
  await new Phases(load, parts).run([arrival, ...phases]);
  for (const failure of moves.failures) load.fleet.ledger.fault(failure);
  await settle(load, cast.speaker);
}

/**
 * In an order of chance, evenly over the time, but those who stay come first: they are to see all that
 * is said. Resolves when all are inside, or can't be.
 */
async function bringIn(
  load: Load,
  floor: Floor,
  moves: NightMoves,
  seconds: number,
): Promise<void> {
  const inAnyOrder = forked(load.random).shuffle(floor.viewers);
  const viewers = inAnyOrder.toSorted((a, b) => Number(b.stays) - Number(a.stays));
  await atRate(viewers, viewers.length / seconds, load.signal, async (viewer, dueMs) =>
    moves.bringIn(viewer, dueMs),
  );
  await moves.settled();
}

function planOf(runId: string, users: readonly string[], seed: number): NightPlan {
  return nightPlan(runId, users.length, new SeededRandom(seed));
}
