import type {
  AppId,
  Clock,
  ConversationId,
  DeviceId,
  HeadPush,
  RoomEnterAnswer,
  RoomPush,
  RoomSendAnswer,
  RoomStatePush,
  UserId,
} from '@eagre/protocol';
import type { Actor } from '../../conversation/actor.ts';
import { conversationKey, deviceKey } from '../../keys.ts';
import { ServiceError } from '../../service-error.ts';
import type { Range } from '../../timeline/timeline.ts';
import type { RoomMessage } from '../speech.ts';
import { DeviceRoom } from './device-room.ts';
import type { ConnectionEvents, WorldConnection } from './world-connection.ts';
import type { WorldNode } from './world-node.ts';

export const app = 'shop' as AppId;

/** Messages of a class with the device's own id, unless another is given. */
export type Said = Partial<RoomMessage> & { text?: string };

/** A device with its user: acts through the public calls of the node that it is connected to. */
export class WorldDevice implements ConnectionEvents {
  readonly identity: WorldConnection['identity'];
  readonly rooms = new Map<ConversationId, DeviceRoom>();
  readonly #clock: Clock;
  line: WorldConnection | undefined;
  #gen = 0;
  #said = 0;
  #seq = 0;

  constructor(user: string, device: string, clock: Clock) {
    this.identity = { app, user: user as UserId, device: device as DeviceId };
    this.#clock = clock;
  }

  get actor(): Actor {
    return { app, user: this.identity.user, device: this.identity.device, backend: false };
  }

  get isConnected(): boolean {
    return this.line?.open ?? false;
  }

  /** Opens a connection, and enters again where it was. */
  async connect(node: WorldNode): Promise<void> {
    const line = node.connect(this.identity, {
      frame: (push) => line === this.line && this.frame(push),
      heads: (heads) => line === this.line && this.heads(heads),
    });
    this.line = line;
    for (const [id, room] of this.rooms) if (room.isWanted) await this.enter(id);
  }

  /** The connection breaks; the node notices at once, or never. */
  cut(isNoticed = true): void {
    const { line } = this;
    this.line = undefined;
    for (const room of this.rooms.values()) room.isIn = false;
    if (line === undefined) return;
    if (isNoticed) line.node.closed(line);
  }

  room(id: ConversationId): DeviceRoom {
    return this.rooms.getOrInsertComputed(
      id,
      () => new DeviceRoom(this.#clock, (after) => this.#pull(id, after)),
    );
  }

  /** Gives the answer; rejects with what refused it. Undefined: the connection was gone by then. */
  async enter(id: ConversationId, leave?: ConversationId): Promise<RoomEnterAnswer | undefined> {
    const line = this.#requireLine();
    const room = this.room(id);
    room.isWanted = true;
    const { position } = room.log;
    const gen = this.#act(room);
    if (leave !== undefined) this.#out(leave, gen);
    const text = await line.node.services.entrance.enter(this.actor, line, {
      room: id,
      gen,
      ...(leave !== undefined && { leave }),
      ...(position !== undefined && { position }),
    });
    // What was left or lost meanwhile has the last word.
    if (line !== this.line || gen !== room.gen) return undefined;
    const answer = JSON.parse(text) as RoomEnterAnswer;
    room.entered(answer);
    return answer;
  }

  leave(id: ConversationId): void {
    const line = this.#requireLine();
    const gen = this.#act(this.room(id));
    this.#out(id, gen);
    const request = { room: id, gen };
    line.node.services.entrance.leave(this.actor, line, request);
  }

  /** Says something that nobody said before. */
  async say(id: ConversationId, said: Said = {}): Promise<RoomSendAnswer> {
    this.#said += 1;
    const { user, device } = this.identity;
    return this.repeat(id, `${user}.${device}.${this.#said}`, said);
  }

  async repeat(id: ConversationId, clientId: string, said: Said = {}): Promise<RoomSendAnswer> {
    const line = this.#requireLine();
    const { entrance, speech } = line.node.services;
    const { room, member } = entrance.requireInside(this.actor, line, id);
    const { text = 'hello', ...message } = said;
    return speech.say(
      room,
      { ...this.actor, device: member.device },
      {
        kind: 'text',
        body: { text },
        class: 'best-effort',
        clientId: clientId as NonNullable<RoomMessage['clientId']>,
        ...message,
      },
    );
  }

  /** Gives the seq, with which the same may be told again. */
  tap(id: ConversationId, counts: Record<string, number>, seq = this.#seq + 1): number {
    const line = this.#requireLine();
    this.#seq = Math.max(seq, this.#seq);
    const { room, member } = line.node.services.entrance.requireInside(this.actor, line, id);
    room.tap(deviceKey(member.user, member.device), seq, counts);
    return seq;
  }

  frame(push: RoomPush | RoomStatePush): void {
    const room = this.room(push.room);
    if (push.push === 'room.state') room.state(push);
    // Frames of a room that it left a moment ago may still be under way.
    else if (room.isIn) room.frame(push);
  }

  heads(heads: HeadPush['heads']): void {
    for (const [queue, epoch, head] of heads) {
      const room = this.room(queue as string as ConversationId);
      if (room.isIn) room.log.told(epoch, head);
    }
  }

  #requireLine(): WorldConnection {
    if (this.line === undefined) throw new ServiceError('not_connected', 'the device is offline');
    return this.line;
  }

  #act(room: DeviceRoom): number {
    this.#gen += 1;
    room.gen = this.#gen;
    return this.#gen;
  }

  #out(id: ConversationId, gen: number): void {
    const room = this.room(id);
    room.gen = gen;
    room.isIn = false;
    room.isWanted = false;
  }

  async #pull(id: ConversationId, after: number): Promise<Range | undefined> {
    const queue = conversationKey(app, id);
    try {
      const ranges = await this.line?.node.timeline.ranges([
        { queue, after, limit: 50, bytes: 64 * 1024 },
      ]);
      return ranges?.[0];
    } catch {
      return undefined;
    }
  }
}
