import type { DeviceId, UserId } from '@eagre/protocol';
import type { Listener } from '../fanout/audience-receiver.ts';
import type { ConversationKey } from '../keys.ts';
import type { RoomConnection } from './room-connection.ts';

/**
 * One device in one room of this node. Made by the presence, counted by the crowd, and in the
 * audience while its connection is open. There may be a million of them, so the links between them
 * lie in them and not in lists beside them.
 */
export class Member implements Listener {
  readonly room: ConversationKey;
  readonly user: UserId;
  readonly device: DeviceId;
  /** Wall clock, ms. */
  readonly enteredAt: number;
  /** Replaced when the device comes back within the grace. */
  receiver: RoomConnection;
  place = -1;
  /** Of the presence: the generation of its last enter. */
  gen = 0;
  /** Of the presence: end of its grace, monotonic ms; infinite while it is attached. */
  goesAtMs = Number.POSITIVE_INFINITY;
  /** Of the roster: -1 outside. */
  seat = -1;
  /** Of the roster: who came in just before it and just after it, of those still there. */
  older: Member | undefined = undefined;
  newer: Member | undefined = undefined;
  /** Of the roster: another device of its user in the room. */
  sibling: Member | undefined = undefined;

  constructor(
    room: ConversationKey,
    receiver: RoomConnection,
    user: UserId,
    device: DeviceId,
    at: number,
  ) {
    this.room = room;
    this.receiver = receiver;
    this.user = user;
    this.device = device;
    this.enteredAt = at;
  }

  /** It gets frames; else its connection is gone and its grace runs. */
  get isAttached(): boolean {
    return this.goesAtMs === Number.POSITIVE_INFINITY;
  }
}
