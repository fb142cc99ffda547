import type { Position, Priority } from '@eagre/protocol';
import type { HandOut } from '../observability/ways.ts';
import type { Committed } from '../timeline/committed.ts';
import { Backlog, type Batch } from './backlog.ts';
import type { EntriesFrame } from './entries-frame.ts';
import { entryTime } from './entry-time.ts';
import type { FanoutHost } from './fanout-host.ts';
import type { Task } from './lane-scheduler.ts';
import type { Receiver } from './receiver.ts';
import { Roster, type Sweep } from './roster.ts';
import type { Topic } from './topic.ts';

/** A frame that may be lost, and the device that does not get it. */
interface EphemeralFrame {
  readonly frame: string;
  readonly except: string | undefined;
}

/**
 * The receivers of one topic in one lane, and what is on its way to them. Each lane of a topic goes
 * at its own pace, so that muted devices that wait never hold up the others; when both are at the
 * same entries they share the frame. Receivers that come while one is being handed out get it too.
 */
export class Strand extends Roster<Receiver> implements Task {
  readonly topic: Topic;
  readonly lane: Priority;
  readonly #host: FanoutHost;
  /** What is being handed out, and how far. */
  #entries: EntriesFrame | undefined;
  #ephemeral: EphemeralFrame | undefined;
  /** Messages of the frame whose way is followed. */
  #handOut: HandOut | undefined;
  /** Receivers that have the entries of the frame, and those that did not take it. */
  #taken = 0;
  #refused = 0;
  #sweep: Sweep | undefined;
  #backlog: Backlog | undefined;
  #ephemerals: EphemeralFrame[] | undefined;
  /** Receivers that came from another lane and have everything up to here already. */
  #ahead: Map<Receiver, Position> | undefined;
  /** When the last flush began. Monotonic, ms. */
  startedAtMs = Number.NEGATIVE_INFINITY;
  /** In the scheduler's hands, or waiting for its time. */
  scheduled = false;

  constructor(topic: Topic, lane: Priority, host: FanoutHost) {
    super();
    this.topic = topic;
    this.lane = lane;
    this.#host = host;
  }

  /** A frame is being handed out. */
  get inFlush(): boolean {
    return this.#sweep !== undefined;
  }

  /** Receivers that were not handed everything yet. */
  get behind(): number {
    if (this.#backlog !== undefined) return this.size;
    return this.#entries === undefined ? 0 : this.size - (this.#sweep?.served ?? 0);
  }

  /** Up to where whoever is in this place was handed entries; they fill in from the first place. */
  givenTo(place: number): number {
    const inHand = this.#entries?.batch;
    if (inHand !== undefined && place >= (this.#sweep?.served ?? 0)) return inHand.first - 1;
    if (this.#backlog === undefined) return this.topic.head;
    return (this.#backlog.next || this.topic.head) - 1;
  }

  get hasWork(): boolean {
    return this.inFlush || this.#backlog !== undefined || this.#ephemerals !== undefined;
  }

  offer(committed: Committed): void {
    this.#backlog ??= new Backlog();
    const overflowed = this.#backlog.add(committed, this.#host.limits);
    if (overflowed) this.#counters.overflows += 1;
  }

  /** The log stands at `head`, and the entries that led there do not come: receivers pull. */
  offerHead(epoch: number, head: number): void {
    this.#backlog ??= new Backlog();
    this.#backlog.skip(epoch, head);
  }

  offerEphemeral(frame: string, except: string | undefined): void {
    this.#ephemerals ??= [];
    this.#ephemerals.push({ frame, except });
    if (this.#ephemerals.length <= this.#host.limits.topicPendingEphemerals) return;
    this.#ephemerals.shift();
    this.#counters.ephemeralsDropped += 1;
  }

  /** Gives the place of the new receiver. It gets what is being handed out, and all that waits. */
  add(receiver: Receiver): number {
    return this.push(receiver);
  }

  /** The receiver, just added, has everything up to `position` already. */
  markAhead(receiver: Receiver, position: Position): void {
    if (this.#entries === undefined && this.#backlog === undefined) return;
    this.#ahead ??= new Map();
    this.#ahead.set(receiver, position);
  }

  removeAt(place: number): void {
    const removed = this.items[place];
    if (removed === undefined) return;
    this.#ahead?.delete(removed);
    this.removeFrom(place);
    if (this.size === 0) this.#clear();
  }

  /** Hands a receiver that is about to leave everything that arrived while it was here. */
  catchUp(receiver: Receiver, place: number): void {
    const waiting = this.#backlog?.peekAll(
      this.#host.limits,
      this.#ahead?.get(receiver)?.syncId ?? 0,
    );
    const isWaiting = place >= (this.#sweep?.served ?? 0);
    if (this.#entries !== undefined && isWaiting) this.#give(receiver, this.#entries);
    for (const batch of waiting ?? []) this.#give(receiver, this.topic.frameOf(batch));
  }

  /** Serves at most `most` receivers; says how many it was. Begins the next frame when needed. */
  run(most: number, nowMs: number): number {
    const sweep = this.#sweep ?? this.#begin(nowMs);
    if (sweep === undefined) return 0;
    const served =
      this.#entries === undefined
        ? this.#runEphemeral(sweep, most)
        : this.#runEntries(this.#entries, sweep, most);
    if (sweep.served >= this.size) {
      this.#tellDelivered();
      this.#end();
    }
    return served;
  }

  finished(): void {
    this.#host.finished(this);
  }

  protected override moved(receiver: Receiver, place: number): void {
    this.#host.moved(receiver, this, place);
  }

  get #counters() {
    return this.#host.counters.lanes[this.lane];
  }

  #begin(nowMs: number): Sweep | undefined {
    this.startedAtMs = nowMs;
    this.#entries = this.#nextEntries();
    if (this.#entries === undefined) {
      this.#ephemeral = this.#ephemerals?.shift();
      if (this.#ephemerals?.length === 0) this.#ephemerals = undefined;
      if (this.#ephemeral === undefined) return undefined;
    }
    this.#sweep = this.begin();
    this.#taken = 0;
    this.#refused = 0;
    this.#handOut?.began();
    return this.#sweep;
  }

  #nextEntries(): EntriesFrame | undefined {
    const backlog = this.#backlog;
    if (backlog === undefined) return undefined;
    const batch = backlog.take(this.#host.limits, this.#nearestAhead(backlog.next));
    if (backlog.isEmpty) this.#backlog = undefined;
    if (batch === undefined) return undefined;
    this.#counters.flushes += 1;
    this.#counters.merged += Math.max(0, batch.items.length - 1);
    this.#handOut = this.#host.ways.handOut(this.topic, batch);
    return this.topic.frameOf(batch);
  }

  /** A frame must not span the place where a receiver stands that came from another lane. */
  #nearestAhead(first: number): number {
    let nearest = Number.MAX_VALUE;
    if (this.#ahead === undefined) return nearest;
    for (const { syncId } of this.#ahead.values()) {
      if (syncId >= first) nearest = Math.min(nearest, syncId);
    }
    return nearest;
  }

  /** The loop that all frames go through: nothing in it allocates. */
  #runEntries(entries: EntriesFrame, sweep: Sweep, most: number): number {
    const receivers = this.items;
    const { frame, batch } = entries;
    const { epoch, last } = batch;
    const { queue } = this.topic;
    const { lane } = this;
    let left = most;
    let refused = 0;
    // To the end of the list, with those who came since the sweep began. `entries` may close the
    // receiver, which takes it out of the list: `served` follows.
    while (left > 0 && sweep.served < receivers.length) {
      const receiver = receivers[sweep.served] as Receiver;
      sweep.served += 1;
      left -= 1;
      if (this.#ahead !== undefined && this.#isAhead(receiver, batch)) continue;
      if (!receiver.entries(frame, queue, epoch, last, lane)) refused += 1;
    }
    this.#refused += refused;
    this.#taken += most - left - refused;
    this.#count(frame, most - left, batch.items.length);
    return most - left;
  }

  #runEphemeral(sweep: Sweep, most: number): number {
    const receivers = this.items;
    const { frame = '', except } = this.#ephemeral ?? {};
    let left = most;
    while (left > 0 && sweep.served < receivers.length) {
      const receiver = receivers[sweep.served] as Receiver;
      sweep.served += 1;
      left -= 1;
      if (receiver.device !== except) receiver.ephemeral(frame);
    }
    this.#count(frame, most - left, 0);
    return most - left;
  }

  #count(frame: string, receivers: number, entries: number): void {
    const counters = this.#counters;
    counters.frames += receivers;
    counters.chars += receivers * frame.length;
    counters.entries += receivers * entries;
  }

  /** One look at the clock for a frame, however many it went to. */
  #tellDelivered(): void {
    const { delivered } = this.#host;
    const oldest = this.#entries?.batch.items[0];
    if (delivered === undefined || oldest === undefined) return;
    const madeAt = entryTime(oldest);
    if (madeAt !== undefined) delivered(madeAt);
  }

  #isAhead(receiver: Receiver, { epoch, last }: Batch): boolean {
    const has = this.#ahead?.get(receiver);
    return has !== undefined && has.epoch === epoch && last <= has.syncId;
  }

  #give(receiver: Receiver, { frame, batch }: EntriesFrame): void {
    if (this.#isAhead(receiver, batch)) return;
    receiver.entries(frame, this.topic.queue, batch.epoch, batch.last, this.lane);
    this.#count(frame, 1, batch.items.length);
  }

  #end(): void {
    const done = this.#entries?.batch;
    this.#entries = undefined;
    this.#ephemeral = undefined;
    if (this.#sweep !== undefined) {
      this.#handOut?.ended(this.#taken, this.#refused);
      this.finish(this.#sweep);
    }
    this.#handOut = undefined;
    this.#sweep = undefined;
    this.topic.unshare();
    if (done === undefined || this.#ahead === undefined) return;
    for (const [receiver, { epoch, syncId }] of this.#ahead) {
      if (epoch !== done.epoch || syncId <= done.last) this.#ahead.delete(receiver);
    }
    if (this.#ahead.size === 0 || this.#backlog === undefined) this.#ahead = undefined;
  }

  #clear(): void {
    this.#backlog = undefined;
    this.#ephemerals = undefined;
    this.#ahead = undefined;
    if (this.inFlush) this.#end();
  }
}
