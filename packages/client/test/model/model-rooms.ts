import type {
  ConversationId,
  QueueId,
  RoomAttribute,
  RoomChat,
  RoomEnterAnswer,
  RoomEntry,
  RoomPush,
  RoomStatePush,
} from '@eagre/protocol';
import type { ModelConnection } from './model-connection.ts';
import { Budget, ModelLog } from './model-log.ts';
import type { ModelServer } from './model-server.ts';

/** What the model knows of one device in one room: the action with the greatest generation wins. */
export interface ModelMember {
  gen: number;
  inside: boolean;
  connection: ModelConnection;
  /** The first entry of a frame that it refused, and how often. */
  owed: { first: number; tries: number } | undefined;
  lastTap: number;
}

export interface ModelRoom {
  id: ConversationId;
  log: ModelLog;
  members: Map<string, ModelMember>;
  counters: Record<string, number>;
  /** What counted, by device. */
  tapped: Map<string, number>;
  attributes: Record<string, RoomAttribute>;
  version: number;
  chat: RoomChat[];
  closed: boolean;
  banned: Set<string>;
}

const graceMs = 10_000;
const entriesOnEntry = 5;

/** The rooms of the model server. */
export class ModelRooms {
  readonly rooms = new Map<ConversationId, ModelRoom>();
  readonly #server: ModelServer;

  constructor(server: ModelServer) {
    this.#server = server;
  }

  room(id: ConversationId): ModelRoom {
    let room = this.rooms.get(id);
    if (room === undefined) {
      const lists = { members: new Map(), tapped: new Map(), banned: new Set<string>() };
      const state = { counters: {}, attributes: {}, version: 0, chat: [], closed: false };
      room = { id, log: new ModelLog(1), ...lists, ...state };
      this.rooms.set(id, room);
    }
    return room;
  }

  memberOf({ device }: ModelConnection, id: ConversationId): ModelMember | undefined {
    const member = this.rooms.get(id)?.members.get(device);
    return member?.inside ? member : undefined;
  }

  /** The log of a room that this connection is in. */
  logFor(connection: ModelConnection, queue: QueueId): ModelLog | undefined {
    const id = queue as string as ConversationId;
    const isMember = this.memberOf(connection, id)?.connection === connection;
    return isMember ? this.rooms.get(id)?.log : undefined;
  }

  /** Device after device leaves the rooms that it does not enter again in time. */
  lost(connection: ModelConnection): void {
    for (const { members } of this.rooms.values()) {
      const member = members.get(connection.device);
      if (member?.connection !== connection || !member.inside) continue;
      this.#server.clock.setTimer(graceMs, () => {
        if (member.connection === connection) member.inside = false;
      });
    }
  }

  append(room: ModelRoom, entry: RoomEntry): number {
    const syncId = room.log.append(entry);
    this.flush(room, {}, syncId);
    return syncId;
  }

  say(room: ModelRoom, chat: RoomChat): void {
    room.chat = [...room.chat, chat].slice(-20);
    this.flush(room, { chat: [chat] });
  }

  set(room: ModelRoom, set: Record<string, unknown>): void {
    room.version += 1;
    const { version } = room;
    for (const [name, value] of Object.entries(set)) {
      if (value === null) delete room.attributes[name];
      else room.attributes[name] = { value, version };
    }
    const removed = Object.keys(set).filter((name) => set[name] === null);
    const kept = Object.fromEntries(Object.entries(set).filter(([, value]) => value !== null));
    const entry = { type: 'attributes', at: 1, by: 'shop', version, set: kept, removed };
    this.append(room, entry as never);
  }

  /** One frame to all who are in. With `entry` it carries that one, and what was refused before. */
  flush(room: ModelRoom, news: Partial<RoomPush>, entry?: number): void {
    for (const member of room.members.values()) {
      if (!member.inside) continue;
      const first = member.owed?.first ?? entry;
      if (this.#server.happens(this.#server.temper.behind)) this.#refuse(room, member, first);
      else this.#send(room, member, news, first);
    }
  }

  tell(room: ModelRoom, user: string, push: Omit<RoomStatePush, 'push' | 'room'>): void {
    for (const { connection, inside } of room.members.values()) {
      if (inside && connection.user === user) {
        connection.tell({ push: 'room.state', room: room.id, ...push });
      }
    }
  }

  snapshot(room: ModelRoom, position: { epoch: number; syncId: number } | undefined) {
    const { id, log, counters, attributes, chat } = room;
    const { epoch, head } = log;
    const place = position
      ? log.continueAt(position.epoch, position.syncId, 0, entriesOnEntry)
      : { from: Math.max(log.low, head - entriesOnEntry) };
    const entries = log.after(place.from, new Budget(1e6)).slice(0, entriesOnEntry);
    const devices = [...room.members.values()].filter(({ inside }) => inside).length;
    const answer: RoomEnterAnswer = {
      ...{ room: id, now: Math.floor(this.#server.clock.now()), role: 'host', ticket: 'ticket' },
      ...{ epoch, head, ...place, entries: entries as RoomEntry[] },
      ...{ online: { devices, users: devices }, peak: devices, visitors: devices },
      ...{ counters: { ...counters }, attributes: { ...attributes }, chat },
    };
    return answer;
  }

  #refuse(room: ModelRoom, member: ModelMember, first: number | undefined): void {
    if (first === undefined) return;
    const tries = (member.owed?.tries ?? 0) + 1;
    member.owed = { first, tries };
    if (tries <= 3) return;
    member.owed = undefined;
    const head = [room.id as string as QueueId, room.log.epoch, room.log.head] as const;
    member.connection.tell({ push: 'head', heads: [[...head]] });
  }

  #send(room: ModelRoom, member: ModelMember, news: Partial<RoomPush>, first?: number): void {
    const { epoch, head, low } = room.log;
    const place = { push: 'room' as const, room: room.id, at: this.#server.clock.now() };
    const isThere = first !== undefined && first > low;
    const entries = isThere ? (room.log.slice(first, head) as RoomEntry[]) : [];
    const items = isThere ? { first, entries } : {};
    member.owed = undefined;
    member.connection.tell({ ...place, epoch, head, ...items, ...news });
  }
}
