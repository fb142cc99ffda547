import type { Clock, Priority, Timer } from '@eagre/protocol';
import type { Bus, BusMessage, DeviceMessage, KickMessage } from '../bus/bus.ts';
import type { QueueKey } from '../keys.ts';
import { noWays, type Ways } from '../observability/ways.ts';
import type { Committed } from '../timeline/committed.ts';
import { isControlEntry } from './control-entry.ts';
import { type FanoutCounters, newFanoutCounters } from './fanout-counters.ts';
import type { FanoutHost, FanoutLimits } from './fanout-host.ts';
import { Follower } from './follower.ts';
import type { LaneScheduler } from './lane-scheduler.ts';
import type { Receiver } from './receiver.ts';
import type { Strand } from './strand.ts';
import { Topic } from './topic.ts';

export interface FanoutOptions {
  readonly bus: Bus;
  readonly clock: Clock;
  readonly limits: FanoutLimits;
  /** Shared by all that hands out frames on this node. */
  readonly scheduler: LaneScheduler;
  /**
   * Called with entries of a user queue that hold a control entry (`isControlEntry`), when they
   * arrive and before anything that arrives later: it may change subscriptions there and then.
   */
  readonly inspect?: (key: QueueKey, committed: Committed) => void;
  /** Entries of a user queue do not come, whatever they held: called before their head is handed out. */
  readonly skipped?: (key: QueueKey) => void;
  /** A `kick` came on the subject of a user queue; without `device`, for all devices. */
  readonly kick?: (key: QueueKey, message: KickMessage) => void;
  /** A device of the user acts on another node or this one, told on the subject of its user queue. */
  readonly device?: (key: QueueKey, message: DeviceMessage) => void;
  /**
   * Told of each frame of entries once it has been handed to the last of its receivers: how long that
   * is after the oldest of its entries was made, by the wall clocks of both nodes.
   */
  readonly delivered?: (tookMs: number) => void;
  /** Told of frames with entries; by default nobody is. */
  readonly ways?: Pick<Ways, 'handOut'>;
}

/**
 * Hands what arrives on the bus to the devices of this node that follow it. The node's interest in a
 * queue begins with its first device and ends with its last.
 */
export class Fanout {
  readonly counters: FanoutCounters = newFanoutCounters();
  readonly #options: FanoutOptions;
  readonly #host: FanoutHost;
  readonly #topics = new Map<QueueKey, Topic>();
  readonly #followers = new Map<Receiver, Follower>();
  readonly #timers = new Map<Strand, Timer>();
  #subscriptions = 0;
  /** Strands in the scheduler's hands. */
  #scheduled = 0;

  constructor(options: FanoutOptions) {
    this.#options = options;
    const { clock, limits, delivered } = options;
    this.#host = {
      limits,
      counters: this.counters,
      delivered: delivered && ((madeAt) => delivered(clock.now() - madeAt)),
      ways: options.ways ?? noWays,
      moved: (receiver, strand, place) => this.#followers.get(receiver)?.moved(strand, place),
      finished: (strand) => this.#rest(strand),
    };
  }

  /** Queues with a local receiver. */
  get topics(): number {
    return this.#topics.size;
  }

  get receivers(): number {
    return this.#followers.size;
  }

  get subscriptions(): number {
    return this.#subscriptions;
  }

  /** Strands that are being served or wait for their time; 0 when all is delivered. */
  get busy(): number {
    return this.#scheduled + this.#timers.size;
  }

  /** Queues with a local receiver, each with what is on its way there. */
  all(): IterableIterator<Topic> {
    return this.#topics.values();
  }

  topicOf(key: QueueKey): Topic | undefined {
    return this.#topics.get(key);
  }

  /** The queues that a receiver follows, and up to where it was handed each; 0 before anything was. */
  *givenTo(receiver: Receiver): Generator<readonly [topic: Topic, syncId: number]> {
    for (const [strand, place] of this.#followers.get(receiver)?.places() ?? []) {
      yield [strand.topic, strand.givenTo(place)];
    }
  }

  /** The queues that a receiver follows. */
  followedBy(receiver: Receiver): QueueKey[] {
    return this.#followers.get(receiver)?.keys() ?? [];
  }

  /** Receivers of a queue on this node. */
  receiversOf(key: QueueKey): number {
    return this.#topics.get(key)?.receivers ?? 0;
  }

  /** Whether the receiver follows the queue. */
  follows(receiver: Receiver, key: QueueKey): boolean {
    const topic = this.#topics.get(key);
    return topic !== undefined && this.#followers.get(receiver)?.strandOf(topic) !== undefined;
  }

  /**
   * The last place that passed here since this node follows the queue; undefined when none did.
   * Whoever subscribes a device for what follows some place compares, and tells the device the head
   * when it is greater.
   */
  headOf(key: QueueKey): { epoch: number; head: number } | undefined {
    const topic = this.#topics.get(key);
    return topic === undefined || topic.head === 0
      ? undefined
      : { epoch: topic.epoch, head: topic.head };
  }

  /** From now on the receiver gets what arrives; also what arrived and is being handed out yet. */
  subscribe(receiver: Receiver, key: QueueKey, lane: Priority): void {
    if (this.follows(receiver, key)) {
      this.setLane(receiver, key, lane);
      return;
    }
    const topic = this.#topics.get(key) ?? this.#openTopic(key);
    let follower = this.#followers.get(receiver);
    if (follower === undefined) {
      follower = new Follower();
      this.#followers.set(receiver, follower);
    }
    const strand = topic.strand(lane);
    follower.add(strand, strand.add(receiver));
    this.#subscriptions += 1;
  }

  /** Moves the receiver to another lane; it misses nothing by it and gets nothing twice. */
  setLane(receiver: Receiver, key: QueueKey, lane: Priority): void {
    const topic = this.#topics.get(key);
    const from = topic && this.#strandOf(receiver, topic);
    if (topic === undefined || from === undefined || from.lane === lane) return;
    if (!this.#catchUp(receiver, from)) return;
    const to = topic.strand(lane);
    this.#followers.get(receiver)?.add(to, to.add(receiver));
    to.markAhead(receiver, { epoch: topic.epoch, syncId: topic.head });
    this.#subscriptions += 1;
    this.#leave(receiver, from);
  }

  /** The receiver is handed what arrived for it until now, and nothing more. */
  unsubscribe(receiver: Receiver, key: QueueKey): void {
    const topic = this.#topics.get(key);
    const strand = topic && this.#strandOf(receiver, topic);
    if (strand !== undefined && this.#catchUp(receiver, strand)) this.#leave(receiver, strand);
  }

  /** The receiver is gone: nothing more is handed to it. */
  unsubscribeAll(receiver: Receiver): void {
    const follower = this.#followers.get(receiver);
    for (let strand = follower?.last(); strand !== undefined; strand = follower?.last()) {
      this.#leave(receiver, strand);
    }
  }

  #strandOf(receiver: Receiver, topic: Topic): Strand | undefined {
    return this.#followers.get(receiver)?.strandOf(topic);
  }

  /** False when the receiver was closed by what it was handed, and has left by that. */
  #catchUp(receiver: Receiver, strand: Strand): boolean {
    const place = this.#followers.get(receiver)?.placeIn(strand) ?? -1;
    strand.catchUp(receiver, place);
    return this.#followers.get(receiver)?.strandOf(strand.topic) === strand;
  }

  #leave(receiver: Receiver, strand: Strand): void {
    const follower = this.#followers.get(receiver);
    if (follower === undefined) return;
    const place = follower.placeIn(strand);
    follower.remove(strand);
    strand.removeAt(place);
    this.#subscriptions -= 1;
    if (follower.size === 0) this.#followers.delete(receiver);
    if (strand.size > 0) return;
    strand.topic.drop(strand);
    this.#timers.get(strand)?.cancel();
    this.#timers.delete(strand);
    if (strand.topic.strands.length === 0) this.#closeTopic(strand.topic);
  }

  #openTopic(key: QueueKey): Topic {
    const topic = new Topic(key, this.#host);
    this.#topics.set(key, topic);
    topic.subscription = this.#options.bus.subscribe(key, (message) => this.#take(topic, message));
    return topic;
  }

  #closeTopic(topic: Topic): void {
    topic.subscription?.cancel();
    this.#topics.delete(topic.key);
  }

  #take(topic: Topic, message: BusMessage): void {
    this.counters.messages += 1;
    const { kick, device } = this.#options;
    switch (message.type) {
      case 'entries':
        this.#takeEntries(topic, message.entries);
        break;
      case 'head':
        this.#takeHead(topic, message.epoch, message.head);
        break;
      case 'ephemeral':
        this.#takeEphemeral(topic, message.frame, message.exceptDevice);
        break;
      case 'kick':
        kick?.(topic.key, message);
        break;
      case 'device':
        device?.(topic.key, message);
        break;
      // What the nodes of a room tell each other is the room's.
      case 'room':
      case 'crowd':
      case 'changed':
    }
  }

  #takeEphemeral(topic: Topic, frame: string, except: string | undefined): void {
    for (const strand of topic.strands) {
      strand.offerEphemeral(frame, except);
      this.#wake(strand);
    }
  }

  #takeEntries(topic: Topic, committed: Committed): void {
    const { inspect } = this.#options;
    if (topic.isUserQueue && inspect !== undefined && committed.entries.some(isControlEntry)) {
      inspect(topic.key, committed);
    }
    const nowMs = this.#options.clock.monotonicMs();
    topic.passed(committed.epoch, committed.first + committed.entries.length - 1, nowMs);
    for (const strand of topic.strands) {
      strand.offer(committed);
      this.#wake(strand, nowMs);
    }
  }

  #takeHead(topic: Topic, epoch: number, head: number): void {
    if (topic.isUserQueue) this.#options.skipped?.(topic.key);
    const nowMs = this.#options.clock.monotonicMs();
    topic.passed(epoch, head, nowMs);
    for (const strand of topic.strands) {
      strand.offerHead(epoch, head);
      this.#wake(strand, nowMs);
    }
  }

  /** At once when the topic has been quiet; a hot one waits, and merges what comes meanwhile. */
  #wake(strand: Strand, nowMs = this.#options.clock.monotonicMs()): void {
    if (strand.scheduled) return;
    strand.scheduled = true;
    const { clock, limits } = this.#options;
    const spacingMs = Math.min(limits.mergeMaxMs, strand.size / limits.mergeReceiversPerMs);
    const waitMs = strand.startedAtMs + spacingMs - nowMs;
    // The timers of the runtime are no finer than this.
    if (waitMs < 1) {
      this.#schedule(strand);
      return;
    }
    const ready = () => {
      this.#timers.delete(strand);
      this.#schedule(strand);
    };
    this.#timers.set(strand, clock.setTimer(waitMs, ready));
  }

  #schedule(strand: Strand): void {
    this.#scheduled += 1;
    this.#options.scheduler.add(strand);
  }

  #rest(strand: Strand): void {
    this.#scheduled -= 1;
    strand.scheduled = false;
    if (strand.hasWork && strand.size > 0) this.#wake(strand);
  }
}
