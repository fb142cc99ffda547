import { groupOf, type UserEntry } from '@eagre/protocol';
import { conversationKey, queueOfKey, userKey, userQueueKey } from '@eagre/server/src/keys.ts';
import type { ClusterWorld } from './cluster-world.ts';
import { app } from './sim-node.ts';

/**
 * Nodes follow for each device what its user is a member of in read mode, and nothing else. Groups in
 * automatic mode switch by themselves, at any moment: what was stored within `noticedMs` may be on its
 * way.
 */
export function checkInterest(
  { devices, nodes, store, journal, nowMs }: ClusterWorld,
  groups: readonly string[],
  noticedMs: number,
): string[] {
  const found: string[] = [];
  const changing = groupsChangedSince(journal, nowMs - noticedMs);
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
          if (changing.has(`${user} ${groupOf(group)}`)) continue;
          if (follows !== wanted) found.push(`${who} follows ${group}: ${follows}, not ${wanted}`);
        }
      }
    }
  }
  return found;
}

/** Users and groups of which a user queue was told lately: `user conversation`. */
function groupsChangedSince(journal: ClusterWorld['journal'], sinceMs: number): Set<string> {
  const changed = new Set<string>();
  for (const [queue, entries] of journal) {
    const [kind, user] = queueOfKey(queue).split(':');
    if (kind !== 'user') continue;
    for (const { text, atMs } of entries.toReversed()) {
      if (atMs < sinceMs) break;
      const { type, conversation } = JSON.parse(text) as UserEntry;
      if (type !== 'copy') changed.add(`${user} ${conversation}`);
    }
  }
  return changed;
}
