import type { Clock, ConversationId, Position } from '@eagre/protocol';
import type { Actor } from '../conversation/actor.ts';
import { type ConversationKey, conversationKey } from '../keys.ts';
import type { Limits } from '../limits.ts';
import { ServiceError } from '../service-error.ts';
import type { Member } from './member.ts';
import type { Presence } from './presence/presence.ts';
import type { Room } from './room.ts';
import type { RoomConnection } from './room-connection.ts';
import type { Rooms } from './rooms.ts';
import type { Tickets } from './state/tickets.ts';

export interface EntranceOptions {
  readonly rooms: Rooms;
  readonly presence: Presence;
  readonly tickets: Tickets;
  readonly clock: Clock;
  readonly limits: Pick<Limits, 'roomDevices'>;
}

export interface EnterRequest {
  room: ConversationId;
  gen: number;
  leave?: ConversationId | undefined;
  position?: Position | undefined;
}

/** Who is in a room, and the room. */
export interface Inside {
  room: Room;
  member: Member;
}

/**
 * Devices come in and go out (mission M14). Nothing here is stored: hopping through rooms costs the
 * store nothing, once a room is open.
 */
export class Entrance {
  readonly #use: EntranceOptions;

  constructor(use: EntranceOptions) {
    this.#use = use;
  }

  /**
   * Gives the answer as JSON text. From the look at the room's state until the device is in its
   * audience nothing may wait: what is committed meanwhile would be lost to the device.
   * Errors: `stale`, `banned`, `room_closed`, `room_full`, `not_found`, `limit_exceeded`.
   */
  async enter(actor: Actor, connection: RoomConnection, request: EnterRequest): Promise<string> {
    const { presence, rooms, tickets } = this.#use;
    const key = conversationKey(actor.app, request.room);
    const leaveKey =
      request.leave === undefined ? undefined : conversationKey(actor.app, request.leave);
    await tickets.ready(actor.app);
    let room = await rooms.open(key);
    if (request.position !== undefined && room.feed.isBehind(request.position)) {
      await room.feed.reach(request.position);
      room = await rooms.open(key);
    }
    this.#checkEnter(room, actor);
    const { member } = presence.enter(connection, key, request.gen, leaveKey);
    const told = request.position ? room.snapshot.since(request.position) : room.snapshot.fresh();
    room.admit(member, told.head);
    return `{${this.#own(room, member, request.room)},${told.text}}`;
  }

  /** Errors: `stale`. Leaving a room that one is not in is no error. */
  leave(
    actor: Actor,
    connection: RoomConnection,
    request: { room: ConversationId; gen: number },
  ): void {
    this.#use.presence.leave(connection, conversationKey(actor.app, request.room), request.gen);
  }

  /** Errors: `not_member`. */
  requireInside(actor: Actor, connection: RoomConnection, id: ConversationId): Inside {
    const key: ConversationKey = conversationKey(actor.app, id);
    const member = this.#use.presence.memberOf(connection, key);
    const room = this.#use.rooms.peek(key);
    if (member !== undefined && room !== undefined) return { room, member };
    throw new ServiceError('not_member', 'this device is not in the room', { field: 'room' });
  }

  #checkEnter(room: Room, actor: Actor): void {
    const { clock, limits } = this.#use;
    room.state.checkEnter({ user: actor.user, device: actor.device }, clock.now());
    const most = Math.min(
      room.state.settings.deviceLimit ?? limits.roomDevices,
      limits.roomDevices,
    );
    if (room.crowd.total().devices < most) return;
    // Whoever comes back within the grace has kept its place.
    const { user, device } = actor;
    if (room.crowd.membersOf(user).some((member) => member.device === device)) return;
    throw new ServiceError('room_full', `the room has its ${most} devices`, { field: 'room' });
  }

  /** The part of the answer that is this device's own. */
  #own(room: Room, member: Member, id: ConversationId): string {
    const { clock, tickets } = this.#use;
    const now = clock.now();
    const role = room.state.roleOf(member.user);
    const ticket = tickets.ticketOf(room.key, member.user, member.device);
    const mutedUntil = room.state.mutedUntil(member.user, member.device, now);
    const muted = mutedUntil === undefined ? '' : `,"mutedUntil":${mutedUntil}`;
    return `"room":"${id}","now":${now},"role":"${role}","ticket":"${ticket}"${muted}`;
  }
}
