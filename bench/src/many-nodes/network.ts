import type { BusMessage, ClusterBus, Subscription } from '@eagre/server/src/bus/bus.ts';
import { MemoryBus } from '@eagre/server/src/bus/bus-memory.ts';
import { decodeMessage, encodeMessage } from '@eagre/server/src/bus/nats/codec.ts';
import type { SeededRandom } from '@eagre/testkit';
import type { Costs } from './costs.ts';
import type { Thread } from './threads.ts';

export interface NetworkOptions {
  readonly random: SeededRandom;
  readonly costs: Costs;
  /** A message takes so long from node to node, ms. */
  readonly delayMs: { readonly least: number; readonly most: number };
  readonly report: (error: unknown) => void;
}

export interface Traffic {
  out: number;
  in: number;
  bytesOut: number;
  bytesIn: number;
  /** News of a room among those that went out. */
  roomOut: number;
  /** The shortest time from one of these that carries chat to the next of the same node, ms. */
  leastChatGapMs: number;
}

export function newTraffic(): Traffic {
  return {
    out: 0,
    in: 0,
    bytesOut: 0,
    bytesIn: 0,
    roomOut: 0,
    leastChatGapMs: Number.POSITIVE_INFINITY,
  };
}

/** What stands for NATS: who follows which subject, and the way between nodes. */
export class Network {
  readonly options: NetworkOptions;
  readonly #followers = new Map<string, Set<NetworkBus>>();

  constructor(options: NetworkOptions) {
    this.options = options;
  }

  followers(subject: string): Iterable<NetworkBus> {
    return this.#followers.get(subject) ?? [];
  }

  begins(bus: NetworkBus, subject: string): void {
    const all = this.#followers.get(subject) ?? new Set();
    this.#followers.set(subject, all.add(bus));
  }

  ends(bus: NetworkBus, subject: string): void {
    const all = this.#followers.get(subject);
    all?.delete(bus);
    if (all?.size === 0) this.#followers.delete(subject);
  }
}

/** The bus as one node has it. Messages travel as the bytes that NATS would carry. */
export class NetworkBus implements ClusterBus {
  readonly connected = true;
  /** Since whoever looks began anew. */
  traffic = newTraffic();
  readonly #network: Network;
  readonly #thread: Thread;
  readonly #local: MemoryBus;
  readonly #arrivals = new Map<NetworkBus, number>();
  #lastChatMs = Number.NEGATIVE_INFINITY;

  constructor(network: Network, thread: Thread) {
    this.#network = network;
    this.#thread = thread;
    this.#local = new MemoryBus({
      report: network.options.report,
      interest: {
        begins: (subject) => network.begins(this, subject),
        ends: (subject) => network.ends(this, subject),
      },
    });
  }

  publish(subject: string, message: BusMessage): void {
    this.#local.publish(subject, message);
    const bytes = encodeMessage(message);
    if (bytes === undefined) return;
    const { publish, chatOut } = this.#network.options.costs;
    this.#thread.spend(publish + chatIn(message) * chatOut);
    this.#count(message, bytes.length);
    for (const other of this.#network.followers(subject)) {
      if (other !== this) this.#send(other, subject, bytes);
    }
  }

  subscribe(subject: string, handler: (message: BusMessage) => void): Subscription {
    return this.#local.subscribe(subject, handler);
  }

  async settled(): Promise<void> {}

  watch(): Subscription {
    return { cancel: () => {} };
  }

  close(): Promise<void> {
    return this.#local.close();
  }

  /** In order for each sender and receiver, as on one connection. */
  #send(to: NetworkBus, subject: string, bytes: Uint8Array): void {
    const { random, delayMs } = this.#network.options;
    const tookMs = delayMs.least + random.next() * (delayMs.most - delayMs.least);
    const atMs = Math.max(this.#thread.monotonicMs() + tookMs, this.#arrivals.get(to) ?? 0);
    this.#arrivals.set(to, atMs);
    to.#thread.at(atMs, () => to.#take(subject, bytes));
  }

  #take(subject: string, bytes: Uint8Array): void {
    const message = decodeMessage(bytes);
    if (typeof message === 'string') throw new Error(`a message on ${subject} is ${message}`);
    const { costs } = this.#network.options;
    this.#thread.spend(costs.receive + chatIn(message) * costs.chatIn);
    this.traffic.in += 1;
    this.traffic.bytesIn += bytes.length;
    this.#local.publish(subject, message);
  }

  #count(message: BusMessage, bytes: number): void {
    const { traffic } = this;
    traffic.out += 1;
    traffic.bytesOut += bytes;
    if (message.type !== 'room') return;
    traffic.roomOut += 1;
    if (message.chat.length === 0) return;
    const nowMs = this.#thread.monotonicMs();
    traffic.leastChatGapMs = Math.min(traffic.leastChatGapMs, nowMs - this.#lastChatMs);
    this.#lastChatMs = nowMs;
  }
}

function chatIn(message: BusMessage): number {
  return message.type === 'room' ? message.chat.length : 0;
}
