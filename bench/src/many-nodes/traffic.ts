import type { DeviceId, UserId } from '@eagre/protocol';
import { deviceKey } from '@eagre/server/src/keys.ts';
import { ChatTexts } from '@eagre/swarm/traffic/chat-texts';
import type { SeededRandom } from '@eagre/testkit';
import type { Costs } from './costs.ts';
import type { Device } from './device.ts';
import { stamped } from './frame-reader.ts';
import { app, type Node } from './node.ts';

/** Over all nodes, a second. */
export interface Rates {
  readonly chat: number;
  readonly taps: number;
  /** Enters and leaves, half of each; of the enters one in fifty is a move from another node. */
  readonly changes: number;
}

export const noTraffic: Rates = { chat: 0, taps: 0, changes: 0 };

const beatMs = 10;
const moveShare = 0.02;

export interface TrafficOptions {
  readonly nodes: readonly Node[];
  readonly random: SeededRandom;
  readonly costs: Costs;
  readonly report: (error: unknown) => void;
}

/** What the devices of all nodes do, and how much of it was done. */
export class Traffic {
  rates = noTraffic;
  said = 0;
  tapped = 0;
  changes = 0;
  moves = 0;
  readonly #options: TrafficOptions;
  readonly #texts: ChatTexts;
  /** Devices whose node listens for their user: they may move. */
  readonly #movers: { node: Node; device: Device }[] = [];
  #seq = 0;

  constructor(options: TrafficOptions) {
    this.#options = options;
    this.#texts = new ChatTexts(options.random.fork());
  }

  /** From now on; what a node's thread is too busy for comes late, and counts from when it was due. */
  start(): void {
    for (const node of this.#options.nodes) this.#beat(node, node.thread.monotonicMs());
  }

  mayMove(node: Node, device: Device): void {
    this.#movers.push({ node, device });
  }

  #beat(node: Node, dueMs: number): void {
    const { nodes } = this.#options;
    const times = (perSecond: number) => this.#rounded((perSecond * beatMs) / 1000 / nodes.length);
    const { chat, taps, changes } = this.rates;
    for (let left = times(chat); left > 0; left -= 1) this.#say(node, dueMs);
    for (let left = times(taps); left > 0; left -= 1) this.#tap(node);
    for (let left = times(changes / 2); left > 0; left -= 1) this.#change(node);
    node.thread.at(dueMs + beatMs, () => this.#beat(node, dueMs + beatMs));
  }

  #say(node: Node, dueMs: number): void {
    const { random, costs } = this.#options;
    const { user } = random.pick(node.inside);
    node.thread.spend(costs.command);
    this.said += 1;
    const body = { text: stamped(this.#texts.next(), node.name, dueMs) };
    this.#done(
      node.services.speech.say(
        node.room,
        { app, user: user as UserId, device: 'd' as DeviceId, backend: false },
        { kind: 'text', body, class: 'best-effort' },
      ),
    );
  }

  #tap(node: Node): void {
    const { random, costs } = this.#options;
    const { user } = random.pick(node.inside);
    const likes = 1 + random.int(10);
    node.thread.spend(costs.command);
    node.room.tap(deviceKey(user as UserId, 'd' as DeviceId), ++this.#seq, { like: likes });
    this.tapped += likes;
  }

  /** One goes and one comes. */
  #change(node: Node): void {
    const { random } = this.#options;
    this.changes += 2;
    node.leave(random.pick(node.inside));
    if (random.chance(moveShare) && this.#move(node)) return;
    const device = random.pick(node.outside);
    node.takeOutside(device);
    this.#done(node.enter(device));
  }

  /** A device whose line broke comes over another node, which the node before has not noticed. */
  #move(to: Node): boolean {
    const { random } = this.#options;
    const mover = this.#movers[random.int(Math.max(1, this.#movers.length))];
    if (mover === undefined || mover.node === to || !mover.device.inside) return false;
    const device = to.connect(mover.device.user, true);
    device.gen = mover.device.gen + 1;
    Object.assign(mover, { node: to, device });
    this.moves += 1;
    this.#done(to.enter(device));
    return true;
  }

  #rounded(count: number): number {
    return Math.floor(count + this.#options.random.next());
  }

  #done(promise: Promise<unknown>): void {
    promise.catch(this.#options.report);
  }
}
