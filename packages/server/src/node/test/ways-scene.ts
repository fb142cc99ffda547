import type { ConversationId } from '@eagre/protocol';
import type { WayAnswer } from '../../console/contract.ts';
import { backendActor } from '../../conversation/actor.ts';
import { type Limits, limits } from '../../limits.ts';
import { apiServices } from '../api-services.ts';
import { consoleWays } from '../console-ways.ts';
import { app, StationCluster, type StationNode } from './station-cluster.ts';

export const group = 'group:lobby' as ConversationId;
export const room = 'room:show' as ConversationId;

/** Ann and Cat on one node, Bob on another, and the console of both. */
export async function waysScene(given: Partial<Limits> = {}) {
  const cluster = new StationCluster(undefined, given);
  cluster.bus.faults.mostDelayMs = 3;
  const { clock } = cluster;
  const [n1, n2] = [await cluster.start('n1'), await cluster.start('n2')];
  const all = { ...limits, ...given };
  const waysOf = ({ stations }: StationNode) => consoleWays({ ...stations, clock, limits: all });
  const [ways, ways2] = [waysOf(n1), waysOf(n2)];
  const [ann, cat] = await cluster.devices(n1, ['ann', 'cat']);
  const bob = await cluster.device(n2, 'bob');
  if (ann === undefined || cat === undefined) throw new Error('two devices were asked for');
  const settle = () => cluster.clock.advance(2000);
  const asked = async <Answer>(answer: Promise<Answer>): Promise<Answer> => {
    await settle();
    return answer;
  };
  const create = async (policy: 'read' | 'write') => {
    const members = ['ann', 'bob', 'cat'];
    const { groups } = n1.stations.conversation;
    await groups.create(backendActor(app), group, { members, policy } as never);
    await settle();
  };
  const enter = async () => {
    for (const device of [ann, cat, bob]) {
      await cluster.call(device, 'room.enter', { room, gen: 1 });
    }
    await settle();
  };
  const api = apiServices({ ...n1.stations, clock });
  return { cluster, n1, n2, ways, ways2, ann, cat, bob, asked, settle, create, enter, api };
}

export async function end(cluster: StationCluster): Promise<void> {
  cluster.bus.heal();
  await cluster.close();
}

/** What one node noted, in order of time: `last 2`; `last 1, 1 behind`; `dropped sender_cap`. */
export function stationsAt(way: WayAnswer | undefined, node: string): string[] {
  const stations = (way?.stations ?? []).filter((station) => station.node === node);
  return stations.map(({ station, devices, behind, why }) =>
    [station, ...(devices === undefined ? [] : [devices]), ...(why === undefined ? [] : [why])]
      .join(' ')
      .concat(behind === undefined ? '' : `, ${behind} behind`),
  );
}
