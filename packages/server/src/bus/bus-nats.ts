import { type Clock, type Random, realRandom } from '@eagre/protocol';
import type { Limits } from '../limits.ts';
import type { BusMessage, ClusterBus, Subscription } from './bus.ts';
import { MemoryBus } from './bus-memory.ts';
import { decodeMessage } from './nats/codec.ts';
import { Interest } from './nats/interest.ts';
import { NatsLink } from './nats/link.ts';
import { inPackets } from './nats/packets.ts';
import { natsAddresses } from './nats/servers.ts';
import type { NatsSession } from './nats/session.ts';
import { Settling } from './nats/settling.ts';
import { checkedPrefix, subjectOfKey } from './nats/subject.ts';
import { type NatsBusStats, Traffic } from './nats/traffic.ts';
import { Troubles } from './nats/troubles.ts';

export interface NatsBusOptions {
  /** `nats://[USER:PASSWORD@]HOST[:PORT]`, of one NATS or of servers that have routes to each other. */
  readonly urls: readonly string[];
  readonly clock: Clock;
  readonly limits: Limits;
  /** Told of handlers that throw, and now and then of trouble with the servers. */
  readonly report: (error: unknown, what?: unknown) => void;
  readonly random?: Random;
  /** In front of every subject: deployments that share a NATS have different ones. Default `eagre`. */
  readonly prefix?: string;
  /** What the server lists this node as. */
  readonly name?: string;
}

/**
 * Opens the bus to the other nodes. Throws at once for URLs that can not be; when no server can be
 * reached for `natsStartMs`, resolves with a bus that is not connected and goes on trying.
 */
export async function openNatsBus(options: NatsBusOptions): Promise<NatsBus> {
  const bus = new NatsBus(options);
  await bus.connectedOrLate();
  return bus;
}

/**
 * The bus over NATS core. This node's own subscribers are served as on a bus in memory; the others
 * are told through the server. While no server can be reached, and when the server takes no more,
 * messages for others are dropped and counted: nothing waits, and nothing is said late.
 */
export class NatsBus implements ClusterBus {
  readonly #clock: Clock;
  readonly #limits: Limits;
  readonly #prefix: string;
  readonly #local: MemoryBus;
  readonly #interest: Interest;
  readonly #link: NatsLink;
  readonly #troubles: Troubles;
  readonly #traffic = new Traffic();
  readonly #settling = new Settling(() => this.#inForce());
  readonly #watchers = new Set<{ readonly changed: (connected: boolean) => void }>();
  /** Those that wait for the way to be open, or for the end. */
  #waiting: (() => void)[] = [];
  #isClosed = false;

  constructor(options: NatsBusOptions) {
    const {
      clock,
      limits,
      report,
      random = realRandom,
      prefix = 'eagre',
      name = 'eagre',
    } = options;
    const addresses = natsAddresses(options.urls);
    this.#clock = clock;
    this.#limits = limits;
    this.#prefix = checkedPrefix(prefix);
    this.#troubles = new Troubles({ clock, everyMs: limits.natsReportMs, report });
    this.#interest = new Interest({
      clock,
      limits,
      prefix,
      deliver: (key, bytes) => this.#received(key, bytes),
    });
    this.#local = new MemoryBus({
      report,
      interest: {
        begins: (key) => this.#interest.want(key),
        ends: (key) => this.#interest.unwant(key),
      },
    });
    this.#link = new NatsLink({
      addresses,
      name,
      clock,
      random,
      limits,
      attach: (session) => this.#attach(session),
      changed: (session) => this.#changed(session),
      trouble: (what, error) => this.#troubles.note(what, error),
    });
  }

  get connected(): boolean {
    return this.#link.ready !== undefined;
  }

  /** Why it is not connected, for people; no secrets. */
  get reason(): string | undefined {
    return this.#link.reason;
  }

  /** Handlers that stand; 0 when nothing leaks. */
  get subscriptions(): number {
    return this.#local.subscriptions;
  }

  stats(): NatsBusStats {
    const { published, publishedBytes, received, receivedBytes } = this.#traffic;
    return {
      published,
      publishedBytes,
      received,
      receivedBytes,
      dropped: { ...this.#traffic.dropped },
      unreadable: { ...this.#traffic.unreadable },
      subscriptions: this.#interest.size,
      reconnects: this.#link.reconnects,
    };
  }

  publish(key: string, message: BusMessage): void {
    if (this.#isClosed) return;
    // The others first: what a handler here publishes in turn must come after this there, too.
    this.#send(key, message);
    this.#local.publish(key, message);
  }

  subscribe(key: string, handler: (message: BusMessage) => void): Subscription {
    return this.#local.subscribe(key, handler);
  }

  settled(): Promise<void> {
    return this.#settling.settled();
  }

  watch(changed: (connected: boolean) => void): Subscription {
    const watcher = { changed };
    this.#watchers.add(watcher);
    return { cancel: () => void this.#watchers.delete(watcher) };
  }

  /** Resolves when connected, or when the time is over that a start may wait for it. */
  async connectedOrLate(): Promise<void> {
    let timer: ReturnType<Clock['setTimer']> | undefined;
    const late = new Promise<void>((resolve) => {
      timer = this.#clock.setTimer(this.#limits.natsStartMs, resolve);
    });
    await Promise.race([this.#open(), late]);
    timer?.cancel();
  }

  /** What was published is on its way when this resolves, if the server takes it in time. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#watchers.clear();
    await this.#local.close();
    await this.#flushed();
    this.#interest.close();
    await this.#link.close();
    this.#wake();
  }

  #send(key: string, message: BusMessage): void {
    const session = this.#link.session;
    if (session === undefined) {
      this.#traffic.dropped.away += 1;
      return;
    }
    const subject = subjectOfKey(this.#prefix, key);
    const most = Math.min(session.maxPayload, this.#limits.natsMessageBytes);
    const isWhole = inPackets(message, most, (bytes) => {
      if (session.publish(subject, bytes)) this.#traffic.sent(bytes);
      else this.#traffic.dropped.jammed += 1;
    });
    if (isWhole) return;
    this.#traffic.dropped.tooLarge += 1;
    const error = new Error(`"${message.type}" on ${subject} takes more than ${most} bytes`);
    this.#troubles.note('a message is too large for NATS', error);
  }

  #received(key: string, bytes: Uint8Array): void {
    this.#traffic.came(bytes);
    const message = decodeMessage(bytes);
    if (typeof message !== 'string') {
      this.#local.publish(key, message);
      return;
    }
    this.#traffic.unreadable[message] += 1;
    const error = new Error(
      `${bytes.length} bytes on ${subjectOfKey(this.#prefix, key)}: ${message}`,
    );
    this.#troubles.note('a message of another node is not understood', error);
  }

  async #attach(session: NatsSession): Promise<boolean> {
    return (await this.#interest.attach(session)) && (await this.#routed(session));
  }

  #changed(session: NatsSession | undefined): void {
    if (session === undefined) this.#interest.detach();
    else this.#wake();
    for (const watcher of [...this.#watchers]) {
      try {
        watcher.changed(session !== undefined);
      } catch (error) {
        this.#troubles.note('a watcher of the bus failed', error as Error);
      }
    }
  }

  async #inForce(): Promise<void> {
    while (!this.#isClosed) {
      await this.#open();
      const session = this.#link.ready;
      if (session !== undefined && (await session.flush()) && (await this.#routed(session))) return;
    }
  }

  /** Other servers learn of a subscription a little later, and tell nobody when they have. */
  async #routed(session: NatsSession): Promise<boolean> {
    if (!session.isInCluster) return true;
    await new Promise<void>((resolve) => this.#clock.setTimer(this.#limits.natsRouteMs, resolve));
    return session === this.#link.session;
  }

  #open(): Promise<void> {
    if (this.connected || this.#isClosed) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }

  async #flushed(): Promise<void> {
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const timer = this.#clock.setTimer(this.#limits.natsCloseMs, resolve);
    await Promise.race([this.#link.session?.flush(), late]);
    timer.cancel();
  }
}
