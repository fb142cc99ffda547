import type {
  AppId,
  Clock,
  ConversationId,
  DeviceId,
  RoomMessageEntry,
  UserId,
} from '@eagre/protocol';
import type { VerifiedSpread } from '../api/room-services.ts';
import { conversationKey } from '../keys.ts';
import { momentOf, type Tickets } from '../room/state/tickets.ts';
import { ServiceError } from '../service-error.ts';
import type { Timeline } from '../timeline/timeline.ts';

export interface SpreadOptions {
  tickets: Pick<Tickets, 'verify'>;
  timeline: Pick<Timeline, 'ranges'>;
  clock: Clock;
}

/** Whose token this is, and when its moment is. Errors: `invalid_argument`, those of the store. */
export async function verifySpread(
  { tickets, timeline, clock }: SpreadOptions,
  app: AppId,
  text: string,
): Promise<VerifiedSpread> {
  const token = await tickets.verify(app, text);
  if (!token.ok) throw invalid(`token is no good: ${token.reason}`);
  const { room, user, device, epoch, syncId } = token;
  const queue = conversationKey(app, room as ConversationId);
  const after = syncId - 1;
  const [range] =
    after < 0 ? [] : await timeline.ranges([{ queue, after, to: syncId, limit: 1, bytes: 1 }]);
  const entry = range?.epoch === epoch && range.first === syncId ? range.entries[0] : undefined;
  const dueAt =
    entry === undefined ? undefined : momentOf(JSON.parse(entry) as RoomMessageEntry, token);
  if (dueAt === undefined) throw invalid('token is of no spread message that the room has');
  return {
    room: room as ConversationId,
    user: user as UserId,
    device: device as DeviceId,
    epoch,
    syncId,
    dueAt,
    early: clock.now() < dueAt,
  };
}

function invalid(message: string): ServiceError {
  return new ServiceError('invalid_argument', message, { field: 'token' });
}
