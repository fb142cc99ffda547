import type { Defects } from './defects.ts';

export type Item = Record<string, unknown>;

/** A device as the queues know it. */
export interface QueueDevice {
  readonly user: string;
  readonly isFirst: boolean;
  push(frame: Item): void;
}

interface Queue {
  /** `undefined`: a number that was left out. */
  items: (Item | undefined)[];
}

interface Group {
  members: Set<string>;
  mode: 'read' | 'write';
}

export interface Sending {
  from: string;
  conversation: string;
  clientId: string;
  kind: string;
  body: Item;
}

/** Conversations of both modes, in memory: numbers, copies, pushes and ranges. */
export class DoubleQueues {
  readonly #defects: Defects;
  readonly #queues = new Map<string, Queue>();
  readonly #groups = new Map<string, Group>();
  readonly #answers = new Map<string, Item>();
  /** Messages that wait for the next one, which is put before them. */
  readonly #held = new Map<string, { sending: Sending; syncId: number }>();
  /** Pushes that the first device gets behind the next one. */
  readonly #heldForFirst = new Map<string, Item>();
  readonly devices = new Set<QueueDevice>();

  constructor(defects: Defects) {
    this.#defects = defects;
  }

  create(group: string, members: readonly string[], mode: 'read' | 'write'): void {
    this.#groups.set(group, { members: new Set(), mode });
    this.join(group, members);
  }

  join(group: string, users: readonly string[]): void {
    const found = this.#groupOf(group);
    const news = users.filter((user) => !found.members.has(user));
    if (news.length === 0) return;
    this.#store(group, { type: 'members', at: 1, by: 'system', joined: news });
    const syncId = this.head(group);
    for (const user of news) {
      found.members.add(user);
      const { mode } = found;
      const stamp = { conversation: group, epoch: 1, syncId };
      this.#store(`user:${user}`, { ...stamp, type: 'joined', at: 1, by: 'system', mode });
    }
  }

  members(group: string): string[] {
    return [...this.#groupOf(group).members].sort();
  }

  head(queue: string): number {
    return this.#queueOf(queue).items.length;
  }

  /** What a device has to read: its user queue, and the groups that it reads by their own. */
  listFor(user: string, positions: readonly (readonly [string, number, number])[]): Item[] {
    const at = new Map(positions.map(([queue, , syncId]) => [queue, syncId]));
    const groups = [...this.#groups].filter(
      ([, { members, mode }]) => mode === 'read' && members.has(user),
    );
    return [`user:${user}`, ...groups.map(([group]) => group)].map((queue) => {
      const range = this.range(queue, at.get(queue) ?? this.head(queue));
      return {
        ...range,
        priority: 'normal',
        ...(queue.startsWith('user:') ? {} : { mode: 'read' }),
      };
    });
  }

  /** The entries after `from`; a number that was left out is a gap. */
  range(queue: string, from: number): Item {
    const { items } = this.#queueOf(queue);
    const head = items.length;
    if (from > head) return { queue, epoch: 1, head, from: head, items: [], gap: 'epoch' };
    let start = from;
    while (start < head && items[start] === undefined) start += 1;
    const end = items.findIndex((item, i) => i >= start && item === undefined);
    const gap = start > from ? { gap: 'trimmed' } : {};
    const part = items.slice(start, end < 0 ? undefined : end);
    return { queue, epoch: 1, head, from: start, items: part, ...gap };
  }

  /** Gives the answer to the sender; undefined: none. */
  send(sending: Sending): Item | undefined {
    const key = `${sending.conversation} ${sending.from} ${sending.clientId}`;
    const known = this.#answers.get(key);
    if (known !== undefined) return { ok: { ...known, duplicate: true } };
    if (sending.body['text'] === 'forbidden') {
      if (this.#defects.hits('showRefused')) this.#say(sending);
      return { error: { code: 'forbidden', message: 'not this', temporary: false } };
    }
    const { conversation } = sending;
    const place = this.#place(sending);
    const syncId = this.#defects.hits('wrongAck') ? place - 1 : place;
    const answer = { conversation, epoch: 1, syncId, at: Date.now() };
    this.#answers.set(key, answer);
    return this.#defects.hits('mute') ? undefined : { ok: answer };
  }

  /** Stores and pushes in one of the right or wrong ways; gives the place that is told. */
  #place(sending: Sending): number {
    const { conversation } = sending;
    const defects = this.#defects;
    const held = this.#held.get(conversation);
    if (held !== undefined) {
      this.#held.delete(conversation);
      this.#say(sending);
      this.#say(held.sending);
      return held.syncId + 1;
    }
    if (defects.hits('forget')) return this.head(conversation) + 1;
    if (defects.hits('hole')) this.#queueOf(conversation).items.push(undefined);
    if (defects.hits('drop')) {
      return this.#store(conversation, nothing);
    }
    if (defects.hits('swapForAll')) {
      const syncId = this.head(conversation) + 1;
      this.#held.set(conversation, { sending, syncId });
      return syncId;
    }
    const syncId = this.#say(sending);
    if (defects.hits('double')) this.#say(sending);
    return syncId;
  }

  #say({ from, conversation, clientId, kind, body }: Sending): number {
    return this.#store(conversation, {
      type: 'message',
      from,
      at: Date.now(),
      kind,
      body,
      clientId,
    });
  }

  #store(queue: string, item: Item): number {
    const { items } = this.#queueOf(queue);
    items.push(item);
    const syncId = items.length;
    this.#publish(queue, syncId, item);
    return syncId;
  }

  #publish(queue: string, syncId: number, item: Item): void {
    if (queue.startsWith('user:')) {
      this.#pushTo(new Set([queue.slice(5)]), queue, syncId, item);
      return;
    }
    const readers = this.#readersOf(queue);
    if (readers.mode === 'read') this.#pushTo(readers.members, queue, syncId, item);
    else {
      for (const user of readers.members) {
        const stamp = { conversation: queue, epoch: 1, syncId };
        this.#store(`user:${user}`, { ...stamp, type: 'copy', entry: item });
      }
    }
  }

  #pushTo(users: ReadonlySet<string>, queue: string, first: number, item: Item): void {
    const skips = this.#defects.hits('skipDevice');
    const swaps = this.#defects.hits('swapForOne');
    for (const device of this.devices) {
      if (!users.has(device.user)) continue;
      const held = device.isFirst ? this.#heldForFirst.get(queue) : undefined;
      if (held !== undefined) {
        this.#heldForFirst.delete(queue);
        device.push(entries(queue, first - 1, [item, held]));
      } else if (device.isFirst && swaps) this.#heldForFirst.set(queue, item);
      else if (device.isFirst && skips) device.push(entries(queue, first, [nothing]));
      else device.push(entries(queue, first, [item]));
    }
  }

  #readersOf(conversation: string): Group {
    if (!conversation.startsWith('direct:')) return this.#groupOf(conversation);
    const [, one = '', other = ''] = conversation.split(':');
    return { members: new Set([one, other]), mode: 'write' };
  }

  #groupOf(group: string): Group {
    const found = this.#groups.get(group);
    if (found === undefined) throw new Error(`no ${group}`);
    return found;
  }

  #queueOf(queue: string): Queue {
    let found = this.#queues.get(queue);
    if (found === undefined) {
      found = { items: [] };
      this.#queues.set(queue, found);
    }
    return found;
  }
}

/** An entry that is no message. */
const nothing: Item = { type: 'info', at: 1, by: 'system' };

function entries(queue: string, first: number, items: readonly Item[]): Item {
  return { push: 'entries', queue, epoch: 1, first, items };
}
