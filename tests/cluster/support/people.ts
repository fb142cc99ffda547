import { EagreError } from '@eagre/client';
import { type ConversationId, directOf, groupOf, kindOf, roomOf } from '@eagre/protocol';
import { conversationKey } from '@eagre/server/src/keys.ts';
import type { SeededRandom } from '@eagre/testkit';
import type { ClusterWorld } from './cluster-world.ts';
import type { SimDevice } from './sim-device.ts';
import { app } from './sim-node.ts';

/** What a device may be refused with for good, in a world where people come and go as they like. */
const refusals = [
  ...['not_member', 'not_found', 'forbidden', 'closed', 'stopped', 'stale', 'not_in_room'],
  ...['unsupported', 'recall_expired'],
];

/** What was answered with "yes" and must be found in the store. */
export interface Answered {
  readonly reads: { user: string; conversation: string; syncId: number }[];
  readonly recalls: { conversation: string; target: number; syncId: number }[];
  readonly taps: { room: string; count: number }[];
  /** Pages of history: what was told of which place, and when. Simulated time. */
  readonly pages: { conversation: string; syncId: number; text: string; atMs: number }[];
}

type Doing = (device: SimDevice) => Promise<unknown> | undefined;

/** Users who do what comes to their mind. */
export class People {
  readonly answered: Answered = { reads: [], recalls: [], taps: [], pages: [] };
  readonly faults: string[] = [];
  /** Marks that were answered and then asked for. */
  readsCompared = 0;
  readonly #world: ClusterWorld;
  readonly #random: SeededRandom;
  readonly #groups: readonly string[];
  readonly #rooms: readonly string[];
  readonly #doings: readonly Doing[];

  constructor(world: ClusterWorld, groups: readonly string[], rooms: readonly string[]) {
    this.#world = world;
    this.#random = world.random.fork();
    this.#groups = groups;
    this.#rooms = rooms;
    this.#doings = [
      ...Array<Doing>(12).fill((device) => this.#send(device)),
      ...Array<Doing>(4).fill((device) => this.#burst(device)),
      ...Array<Doing>(2).fill((device) => this.#sendPersonal(device)),
      ...Array<Doing>(2).fill((device) => this.#comeOrGo(device)),
      ...Array<Doing>(4).fill((device) => this.#wander(device)),
      ...Array<Doing>(3).fill((device) => this.#chat(device)),
      ...Array<Doing>(2).fill((device) => this.#tap(device)),
      (device) => this.#read(device),
      ...Array<Doing>(2).fill((device) => this.#recall(device)),
      ...Array<Doing>(3).fill((device) => this.#look(device)),
      ...Array<Doing>(3).fill((device) => this.#sendAndLook(device)),
      (device) => this.#type(device),
    ];
  }

  step(): void {
    const device = this.#random.pick(this.#world.devices);
    this.begin(this.#random.pick(this.#doings)(device), device.name);
  }

  /** Follows up what was begun: a refusal that may be is no fault. */
  begin(promise: Promise<unknown> | undefined, who: string): void {
    promise?.catch((error: unknown) => {
      const isKnown = error instanceof EagreError;
      if (isKnown && error.code === 'internal') this.faults.push(`${who}: internal`);
      else if (isKnown && (error.temporary || refusals.includes(error.code))) return;
      else this.faults.push(`${who}: ${error}`);
    });
  }

  #act(device: SimDevice, text: string): void {
    this.#world.trace.act(`${device.name} ${text}`);
  }

  #anyConversation({ user }: SimDevice): ConversationId {
    if (this.#random.chance(0.7)) return groupOf(this.#random.pick(this.#groups));
    const others = this.#world.devices.filter((other) => other.user !== user);
    return directOf(user, this.#random.pick(others).user);
  }

  #send(device: SimDevice, conversation = this.#anyConversation(device)) {
    const text = device.nextText();
    this.#act(device, `sends "${text}" to ${conversation}`);
    return device.client.conversation(conversation).send(text);
  }

  /** Several devices at once, wherever they are. */
  #burst(device: SimDevice) {
    const conversation = groupOf(this.#random.pick(this.#groups));
    for (const other of this.#world.devices) {
      if (this.#random.chance(0.4)) this.begin(this.#send(other, conversation), other.name);
    }
    return this.#send(device, conversation);
  }

  #sendPersonal(device: SimDevice) {
    const group = this.#random.pick(this.#groups);
    const { user } = this.#random.pick(this.#world.devices);
    const text = device.nextText();
    this.#act(device, `sends "${text}" to ${user} in ${group}`);
    return device.client.group(group).sendPersonal(user, text);
  }

  #comeOrGo(device: SimDevice) {
    const group = this.#random.pick(this.#groups);
    const isComing = this.#random.chance(0.6);
    this.#act(device, `${isComing ? 'joins' : 'leaves'} ${group}`);
    const { groups } = device.client;
    return isComing ? groups.join(group) : groups.leave(group);
  }

  async #read(device: SimDevice) {
    const conversation = this.#anyConversation(device);
    const handle = device.client.conversation(conversation);
    if (handle.position === undefined) return;
    this.#act(device, `has read ${conversation} up to ${handle.position.syncId}`);
    const knows = ({ client }: SimDevice) =>
      client.conversation(conversation).position !== undefined;
    const asker = this.#random.pick(this.#world.devices.filter(knows));
    const syncId = await handle.markRead();
    this.answered.reads.push({ user: device.user, conversation, syncId });
    await this.#askReads(asker, conversation);
  }

  /** On whatever node: a mark that was answered before one asked is told. */
  async #askReads(device: SimDevice, conversation: ConversationId) {
    const answered = this.answered.reads.filter((mark) => mark.conversation === conversation);
    this.#act(device, `asks who has read ${conversation}`);
    const { reads } = await device.client.conversation(conversation).readMarks();
    const told = new Map<string, number>(reads.map(({ user, syncId }) => [user, syncId]));
    for (const { user, syncId } of answered) {
      const mark = told.get(user);
      this.readsCompared += 1;
      // Who has left is told of no more; who came again begins anew, further on.
      const isAway = mark === undefined && kindOf(conversation) === 'group';
      if (isAway || (mark ?? 0) >= syncId) continue;
      this.faults.push(
        `${device.name} is told ${mark} of ${user} in ${conversation}, not ${syncId}`,
      );
    }
  }

  async #recall(device: SimDevice) {
    const sent = [...device.application.sends.values()].filter(
      ({ outcome, personalTo }) => outcome === 'sent' && personalTo === undefined,
    );
    if (sent.length === 0) return;
    const { conversation, syncId: target = 0 } = this.#random.pick(sent);
    this.#act(device, `takes ${conversation} ${target} back`);
    const syncId = await device.client.conversation(conversation).recall(target);
    this.answered.recalls.push({ conversation, target, syncId });
  }

  /** Over one connection a device sees what it has sent, while others look as well. */
  async #sendAndLook(device: SimDevice) {
    const conversation = groupOf(this.#random.pick(this.#groups));
    for (const other of this.#world.devices) {
      if (this.#random.chance(0.3)) this.begin(this.#look(other, conversation), other.name);
    }
    const { line } = device;
    const { syncId } = await this.#send(device, conversation);
    const { entries } = await device.client.conversation(conversation).history();
    const isThere = entries.some((entry) => entry.syncId === syncId);
    const { low } = this.#world.store.head(conversationKey(app, conversation));
    if (isThere || line === undefined || line !== device.line || syncId <= low) return;
    this.faults.push(`${device.name} sent ${conversation} ${syncId} and does not see it`);
  }

  async #look(device: SimDevice, conversation = this.#anyConversation(device)) {
    const { entries } = await device.client.conversation(conversation).history();
    const atMs = this.#world.nowMs;
    for (const { conversation: _, epoch: __, syncId, ...entry } of entries) {
      this.answered.pages.push({ conversation, syncId, text: JSON.stringify(entry), atMs });
    }
  }

  #type(device: SimDevice): undefined {
    device.client.conversation(this.#anyConversation(device)).typing();
  }

  #wander(device: SimDevice) {
    const room = this.#random.pick(this.#rooms);
    const { inside } = device.seats;
    const here = inside.find((seat) => seat.room.id === roomOf(room));
    if (here !== undefined && this.#random.chance(0.5)) {
      this.#act(device, `leaves ${room}`);
      return here.room.leave();
    }
    const from = this.#random.chance(0.5) ? inside.find((seat) => seat !== here) : undefined;
    this.#act(
      device,
      `enters ${room}${from === undefined ? '' : `, hopping from ${from.room.id}`}`,
    );
    return device.seats.enter(device.client, roomOf(room), from);
  }

  #chat(device: SimDevice) {
    const [seat] = this.#random.shuffle(device.seats.inside);
    return seat?.room.send(device.nextText());
  }

  #tap(device: SimDevice): undefined {
    const [seat] = this.#random.shuffle(device.seats.inside);
    if (seat === undefined || seat.isBeingLeft) return;
    const count = 1 + this.#random.int(9);
    this.#act(device, `taps ${seat.room.id} ${count} times`);
    this.answered.taps.push({ room: seat.room.id, count });
    seat.room.tap('likes', count);
  }
}
