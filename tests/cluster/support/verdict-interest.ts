import { groupOf } from '@eagre/protocol';
import { conversationKey, userKey, userQueueKey } from '@eagre/server/src/keys.ts';
import type { ClusterWorld } from './cluster-world.ts';
import { app } from './sim-node.ts';

/** Nodes follow for each device what its user is a member of in read mode, and nothing else. */
export function checkInterest(
  { devices, nodes, store }: ClusterWorld,
  groups: readonly string[],
): string[] {
  const found: string[] = [];
  for (const [name, { stations }] of nodes) {
    const { fanout, gateway } = stations;
    for (const user of new Set(devices.map((device) => device.user as never))) {
      for (const connection of gateway.registry.devicesOf(userKey(app, user))) {
        const who = `${name}: ${connection.device}`;
        if (!fanout.follows(connection, userQueueKey(app, user)))
          found.push(`${who} hears nothing`);
        for (const group of groups) {
          const key = conversationKey(app, groupOf(group));
          const isMember = store.member(key, user) !== undefined;
          const wanted = isMember && store.conversation(key)?.mode === 'read';
          const follows = fanout.follows(connection, key);
          if (follows !== wanted) found.push(`${who} follows ${group}: ${follows}, not ${wanted}`);
        }
      }
    }
  }
  return found;
}
