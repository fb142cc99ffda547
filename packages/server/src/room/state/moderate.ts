import {
  type DeviceId,
  type Moderation,
  type RoomRole,
  type UserId,
  wireLimits,
} from '@eagre/protocol';
import { limits } from '../../limits.ts';
import { ServiceError } from '../../service-error.ts';
import { closedText } from '../entries.ts';
import {
  type ModerationRecord,
  standing,
  targetOf,
  withoutTerm,
  withTerm,
} from './moderation-record.ts';
import type { RoomSettings } from './room-settings.ts';
import type { RoomState } from './room-state.ts';

export interface ModerationRequest {
  action: Moderation;
  user?: UserId | undefined;
  device?: DeviceId | undefined;
  ms?: number | undefined;
}

export interface Moderator {
  /** By whom the room's log says that it was closed. */
  readonly user: UserId;
  /** `backend`: in its own name, everything is allowed. */
  readonly role: RoomRole | 'backend';
}

type Changes = Pick<RoomState, 'changeSettings' | 'changeModeration' | 'roleOf'>;

/**
 * Does what a moderator asks for; doing it again changes nothing. Errors: `forbidden`,
 * `invalid_argument`, `limit_exceeded`, `conflict`, those of the store.
 */
export async function moderate(
  state: Changes,
  by: Moderator,
  request: ModerationRequest,
  nowMs: number,
): Promise<void> {
  if (by.role !== 'backend' && by.role !== 'host' && by.role !== 'staff') {
    throw new ServiceError('forbidden', 'only host and staff keep order in a room', {
      field: 'action',
    });
  }
  const settings = (change: Partial<RoomSettings>) =>
    state.changeSettings((before) => withSettings(before, change));
  switch (request.action) {
    case 'mute_all':
      await settings({ mutedAll: true });
      return;
    case 'unmute_all':
      await settings({ mutedAll: false });
      return;
    case 'slow':
      await settings({ slowMs: requiredMs(request.ms) });
      return;
    case 'close':
      await close(state, by.user, nowMs);
      return;
    default:
      await changeTerms(state, by, { ...request, action: request.action }, nowMs);
  }
}

type PersonalAction = Extract<Moderation, 'mute' | 'unmute' | 'ban' | 'unban'>;

async function changeTerms(
  state: Changes,
  by: Moderator,
  { action, user, device, ms }: ModerationRequest & { action: PersonalAction },
  nowMs: number,
): Promise<void> {
  if (user === undefined) throw invalid('user', `${action} must name a user`);
  const role = state.roleOf(user);
  if (by.role !== 'backend' && (role === 'host' || role === 'staff')) {
    throw new ServiceError('forbidden', `only the backend may ${action} host and staff`, {
      field: 'user',
    });
  }
  const target = targetOf({ user, device });
  const list = action === 'mute' || action === 'unmute' ? 'muted' : 'banned';
  const isOn = action === 'mute' || action === 'ban';
  const until = ms === undefined ? 0 : nowMs + requiredMs(ms, 1);
  await state.changeModeration((before) => {
    const terms = isOn ? withTerm(before[list], target, until) : withoutTerm(before[list], target);
    return terms === before[list]
      ? before
      : withinLimit(standing({ ...before, [list]: terms }, nowMs));
  });
}

function withinLimit(next: ModerationRecord): ModerationRecord {
  if (next.muted.size + next.banned.size <= limits.roomModerated) return next;
  throw new ServiceError(
    'limit_exceeded',
    `a room may have at most ${limits.roomModerated} mutes and bans`,
    { field: 'user' },
  );
}

async function close(state: Changes, by: UserId, at: number): Promise<void> {
  await state.changeSettings(
    (before) => (before.closedAt === undefined ? { ...before, closedAt: at } : before),
    closedText({ at, by }),
  );
}

function withSettings(before: RoomSettings, change: Partial<RoomSettings>): RoomSettings {
  const isSame = Object.entries(change).every(
    ([name, value]) => before[name as keyof RoomSettings] === value,
  );
  return isSame ? before : { ...before, ...change };
}

function requiredMs(ms: number | undefined, least = 0): number {
  if (
    ms !== undefined &&
    Number.isSafeInteger(ms) &&
    ms >= least &&
    ms <= wireLimits.moderationMs
  ) {
    return ms;
  }
  throw invalid('ms', `ms must be ${least} to ${wireLimits.moderationMs}`);
}

function invalid(field: string, message: string): ServiceError {
  return new ServiceError('invalid_argument', message, { field });
}
