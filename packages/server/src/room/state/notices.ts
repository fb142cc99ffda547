import type { DeviceId, RoomStatePush, UserId } from '@eagre/protocol';
import {
  isInForce,
  type ModerationRecord,
  type Person,
  personOf,
  type Target,
  type Terms,
  termOf,
} from './moderation-record.ts';
import type { RoomRules } from './room-rules.ts';
import type { RoomSettings } from './room-settings.ts';

/** A `room.state` push without its envelope, and whose devices it is for. */
export interface Notice {
  /** Absent: for everybody in the room. */
  readonly user?: UserId;
  /** Absent: for all devices of the user. */
  readonly device?: DeviceId;
  readonly push: Pick<RoomStatePush, 'state' | 'until' | 'slowMs'>;
}

/**
 * What a change of the rules means for whom, in the order in which it is to be told: a device that is
 * told twice stands as it was told last. That a room was closed is told by its log. What ended by
 * itself is no news, since its end was told when it began.
 */
export function notices(before: RoomRules, after: RoomRules, nowMs: number): Notice[] {
  return [
    ...roomNotices(before.settings, after.settings),
    ...banNotices(before.moderation, after.moderation, nowMs),
    ...muteNotices(before.moderation.muted, after.moderation.muted, nowMs),
  ];
}

function roomNotices(before: RoomSettings, after: RoomSettings): Notice[] {
  const told: Notice[] = [];
  if (before.mutedAll !== after.mutedAll) {
    told.push({ push: { state: after.mutedAll ? 'muted_all' : 'unmuted_all' } });
  }
  if (before.slowMs !== after.slowMs) {
    told.push({ push: { state: 'slow', slowMs: after.slowMs } });
  }
  return told;
}

function banNotices(before: ModerationRecord, after: ModerationRecord, nowMs: number): Notice[] {
  return changedTargets(before.banned, after.banned).flatMap((target) => {
    const until = after.banned.get(target);
    if (until === undefined || !isInForce(until, nowMs)) return [];
    return [noticeTo(personOf(target), { state: 'banned', until })];
  });
}

/** A device that is mute by itself too is told after its user how it stands itself. */
function muteNotices(before: Terms, after: Terms, nowMs: number): Notice[] {
  if (before === after) return [];
  const changed = new Set(changedTargets(before, after));
  const users = [...changed].filter((target) => !target.includes('/'));
  const devices = [...new Set([...changed, ...after.keys()])].filter(
    (target) => target.includes('/') && (changed.has(target) || changed.has(personOf(target).user)),
  );
  return [...users, ...devices].flatMap((target) => {
    const person = personOf(target);
    const until = termOf(after, person, nowMs);
    if (until !== undefined) return [noticeTo(person, { state: 'muted', until })];
    const wasMuted = termOf(before, person, nowMs) !== undefined;
    return wasMuted ? [noticeTo(person, { state: 'unmuted' })] : [];
  });
}

function changedTargets(before: Terms, after: Terms): Target[] {
  if (before === after) return [];
  const all = new Set([...before.keys(), ...after.keys()]);
  return [...all].filter((target) => before.get(target) !== after.get(target));
}

function noticeTo({ user, device }: Person, push: Notice['push']): Notice {
  return device === undefined ? { user, push } : { user, device, push };
}
