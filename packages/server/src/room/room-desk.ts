import type { Clock, RoomRole, RoomSetAnswer, UserId } from '@eagre/protocol';
import type { Actor } from '../conversation/actor.ts';
import { ServiceError } from '../service-error.ts';
import type { Room } from './room.ts';
import { type ModerationRequest, moderate } from './state/moderate.ts';
import { changedRole } from './state/room-change.ts';

/** What host, staff and backend do to a room beside speaking in it. */
export class RoomDesk {
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Errors: `forbidden`, `version_mismatch`, `limit_exceeded`, `too_large`, `room_closed`. */
  async set(
    room: Room,
    actor: Actor,
    set: Record<string, unknown>,
    expect?: Record<string, number>,
  ): Promise<RoomSetAnswer> {
    const role = this.#roleOf(room, actor);
    if (role !== 'backend' && role !== 'host' && role !== 'staff') {
      throw new ServiceError('forbidden', 'only host and staff change attributes', {
        field: 'room',
      });
    }
    return room.attributes.set(actor.user, set, expect);
  }

  /** Errors: `forbidden`, `invalid_argument`, `limit_exceeded`. */
  moderate(room: Room, actor: Actor, request: ModerationRequest): Promise<void> {
    const by = { user: actor.user, role: this.#roleOf(room, actor) };
    return moderate(room.state, by, request, this.#clock.now());
  }

  /** Errors: `limit_exceeded`. */
  async setRole(room: Room, user: UserId, role: RoomRole): Promise<void> {
    await room.state.changeSettings((before) => changedRole(before, user, role));
  }

  #roleOf(room: Room, { backend, user }: Actor): RoomRole | 'backend' {
    return backend ? 'backend' : room.state.roleOf(user);
  }
}
