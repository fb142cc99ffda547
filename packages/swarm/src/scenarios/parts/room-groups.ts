import type { Device } from '../../device/device.ts';
import type { TalkingGroup } from './group-talk.ts';
import { ownRate } from './room-cast.ts';
import { usersOf } from './users.ts';

/** A group of a scenario that is about rooms: it goes on beside them. */
export type SideGroup = { group: string; members: string[] };

/** The users in groups of `size`; the last one may be smaller. */
export function sideGroups(runId: string, users: number, size: number): SideGroup[] {
  const all = usersOf(runId, users);
  return Array.from({ length: Math.ceil(users / size) }, (_group, i) => ({
    group: `group:${runId}-g${i}`,
    members: all.slice(i * size, (i + 1) * size),
  }));
}

/** What this process's devices say of `perSecond` messages in all groups together. */
export function talkOf(
  groups: readonly SideGroup[],
  devices: readonly Device[],
  perSecond: number,
): TalkingGroup[] {
  const byUser = new Map(devices.map((device) => [device.user, device]));
  return groups.map(({ group, members }) => {
    const own = members.flatMap((user) => byUser.get(user) ?? []);
    const ofGroup = perSecond / groups.length;
    return {
      conversation: group,
      perSecond: ownRate(ofGroup, own.length, members.length),
      devices: own,
    };
  });
}
