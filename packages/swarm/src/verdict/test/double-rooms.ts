import type { Defects } from './defects.ts';
import type { Item, QueueDevice } from './double-queues.ts';

interface Chat {
  from: string;
  id: string;
  kind: string;
  body: Item;
}

interface Room {
  inside: Set<QueueDevice>;
  log: Item[];
  /** Reliable messages that go with the next frame. */
  news: Item[];
  waiting: Chat[];
  /** What the next frame shows once more. */
  again: Chat[];
  counters: Record<string, number>;
  offered: number;
  dropped: number;
  answers: Map<string, Item>;
  lastAt: number;
}

/** Between two frames of a room. ms. */
const windowMs = 10;

/** Live rooms in memory: logs, chat in windows, counters, online counts and their books. */
export class DoubleRooms {
  readonly #defects: Defects;
  readonly #chatPerFrame: number;
  readonly #rooms = new Map<string, Room>();
  readonly #timer: Timer;

  /** Of more than `chatPerFrame` messages in a window the last ones are dropped, and counted. */
  constructor(defects: Defects, chatPerFrame: number) {
    this.#defects = defects;
    this.#chatPerFrame = chatPerFrame;
    this.#timer = setInterval(() => {
      for (const [name, room] of this.#rooms) this.#flush(name, room);
    }, windowMs);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  enter(device: QueueDevice, name: string, position?: { syncId: number }): Item {
    const room = this.room(name);
    room.inside.add(device);
    const head = room.log.length;
    const from = position?.syncId ?? head;
    const entries = room.log.slice(from);
    const online = this.#online(room);
    return {
      ...{ room: name, now: room.lastAt, epoch: 1, head, from, entries, online },
      ...{ role: 'viewer', ticket: 't', counters: room.counters, attributes: {}, chat: [] },
    };
  }

  leave(device: QueueDevice, name: string): void {
    this.room(name).inside.delete(device);
  }

  gone(device: QueueDevice): void {
    for (const room of this.#rooms.values()) room.inside.delete(device);
  }

  /** Takes chat in; gives the answer. */
  say(name: string, chat: Chat): Item {
    const room = this.room(name);
    if (chat.body['text'] === 'forbidden') {
      if (this.#defects.hits('showRefusedChat')) room.waiting.push(chat);
      return { error: { code: 'word_refused', message: 'not this', temporary: false } };
    }
    room.offered += 1;
    if (this.#defects.hits('loseChat')) return { ok: { at: Date.now() } };
    if (this.#defects.hits('doubleChat')) room.again.push(chat);
    const before = room.waiting.findLastIndex(({ from }) => from === chat.from);
    if (before >= 0 && this.#defects.hits('lateChat')) room.waiting.splice(before, 0, chat);
    else room.waiting.push(chat);
    return { ok: { at: Date.now() } };
  }

  /** A reliable message; gives the answer. */
  store(name: string, message: Item): Item {
    const room = this.room(name);
    const clientId = String(message['clientId']);
    const known = room.answers.get(clientId);
    if (known !== undefined) return { ...known, duplicate: true };
    const entry = { type: 'message', from: 'host', at: Date.now(), ...message };
    const stored = this.#defects.hits('drop') ? { type: 'attributes', at: 1, by: 'host' } : entry;
    room.log.push(stored);
    room.news.push(stored);
    const answer = { at: Date.now(), epoch: 1, syncId: room.log.length };
    room.answers.set(clientId, answer);
    return answer;
  }

  tap(name: string, counts: Record<string, number>): void {
    const { counters } = this.room(name);
    const times = this.#defects.hits('doubleTaps') ? 2 : this.#defects.hits('loseTaps') ? 0 : 1;
    for (const [counter, count] of Object.entries(counts)) {
      counters[counter] = (counters[counter] ?? 0) + count * times;
    }
  }

  range(name: string, from: number): Item {
    const { log } = this.room(name);
    return { queue: name, epoch: 1, head: log.length, from, items: log.slice(from) };
  }

  stats(name: string): Item {
    const room = this.room(name);
    const { offered, dropped, counters } = room;
    return {
      room: name,
      online: this.#online(room),
      counters,
      chat: { offered, delivered: 0, refused: 0, dropped: { sender_cap: { viewer: dropped } } },
      reliable: { delivered: 0, retried: 0, carried: 0, pulled: 0 },
    };
  }

  room(name: string): Room {
    let room = this.#rooms.get(name);
    if (room === undefined) {
      room = {
        ...{ inside: new Set(), log: [], news: [], waiting: [], again: [], counters: {} },
        ...{ offered: 0, dropped: 0, answers: new Map(), lastAt: 1 },
      };
      this.#rooms.set(name, room);
    }
    return room;
  }

  #online({ inside }: Room): Item {
    const devices = inside.size + (this.#defects.options.onlineOff ?? 0);
    return { devices, users: devices };
  }

  #flush(name: string, room: Room): void {
    const { waiting, again, news } = room;
    if (waiting.length + news.length === 0) return;
    const shown = waiting.slice(0, this.#chatPerFrame);
    room.dropped += waiting.length - shown.length;
    room.waiting = [];
    room.again = [];
    room.news = [];
    // Strictly later than the frame before, as two windows are.
    room.lastAt = Math.max(room.lastAt + 1, Date.now());
    const first = room.log.length - news.length + 1;
    const frame = {
      push: 'room',
      room: name,
      at: room.lastAt,
      epoch: 1,
      head: room.log.length,
      ...(news.length > 0 ? { first, entries: news } : {}),
      ...(shown.length > 0 ? { chat: shown } : {}),
      online: this.#online(room),
    };
    const lacks = shown.length > 0 && this.#defects.hits('loseForOne');
    for (const device of room.inside) {
      if (device.isFirst && lacks) device.push({ ...frame, chat: undefined });
      else device.push(frame);
    }
    if (again.length > 0) this.room(name).waiting.push(...again);
  }
}
