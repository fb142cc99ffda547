import type { Position, Priority } from '@eagre/protocol';
import type { Committed } from '../timeline/committed.ts';
import { Backlog, type Batch } from './backlog.ts';
import type { EntriesFrame } from './entries-frame.ts';
import type { FanoutHost } from './fanout-host.ts';
import type { Receiver } from './receiver.ts';
import type { Topic } from './topic.ts';

/** A frame that may be lost, and the device that does not get it. */
interface EphemeralFrame {
  readonly frame: string;
  readonly except: string | undefined;
}

/**
 * The receivers of one topic in one lane, and what is on its way to them. Each lane of a topic goes
 * at its own pace, so that muted devices that wait never hold up the others; when both are at the
 * same entries they share the frame.
 *
 * Receivers come and go while a frame is being handed out: those before `#served` have it, those
 * from there on do not. Every move in the list keeps that true, so each gets each frame once.
 */
export class Strand {
  readonly topic: Topic;
  readonly lane: Priority;
  readonly #host: FanoutHost;
  readonly #receivers: Receiver[] = [];
  /** What is being handed out. */
  #entries: EntriesFrame | undefined;
  #ephemeral: EphemeralFrame | undefined;
  #served = 0;
  #backlog: Backlog | undefined;
  #ephemerals: EphemeralFrame[] | undefined;
  /** Receivers that came from another lane and have everything up to here already. */
  #ahead: Map<Receiver, Position> | undefined;
  /** When the last flush began. Monotonic, ms. */
  startedAtMs = Number.NEGATIVE_INFINITY;
  /** In the scheduler's hands, or waiting for its time. */
  scheduled = false;

  constructor(topic: Topic, lane: Priority, host: FanoutHost) {
    this.topic = topic;
    this.lane = lane;
    this.#host = host;
  }

  get size(): number {
    return this.#receivers.length;
  }

  /** A frame is being handed out. */
  get inFlush(): boolean {
    return this.#entries !== undefined || this.#ephemeral !== undefined;
  }

  get hasWork(): boolean {
    return this.inFlush || this.#backlog !== undefined || this.#ephemerals !== undefined;
  }

  offer(committed: Committed): void {
    this.#backlog ??= new Backlog();
    const overflowed = this.#backlog.add(committed, this.#host.limits);
    if (overflowed) this.#counters.overflows += 1;
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
    return this.#receivers.push(receiver) - 1;
  }

  /** The receiver, just added, has everything up to `position` already. */
  markAhead(receiver: Receiver, position: Position): void {
    if (this.#entries === undefined && this.#backlog === undefined) return;
    this.#ahead ??= new Map();
    this.#ahead.set(receiver, position);
  }

  removeAt(place: number): void {
    const receivers = this.#receivers;
    const removed = receivers[place];
    if (removed === undefined) return;
    this.#ahead?.delete(removed);
    let hole = place;
    if (hole < this.#served) {
      // The gap is filled from among the served, and only the gap that leaves from the others.
      this.#served -= 1;
      this.#move(this.#served, hole);
      hole = this.#served;
    }
    this.#move(receivers.length - 1, hole);
    receivers.pop();
    if (receivers.length === 0) this.#clear();
  }

  /** Hands a receiver that is about to leave everything that arrived while it was here. */
  catchUp(receiver: Receiver, place: number): void {
    const waiting = this.#backlog?.peekAll(
      this.#host.limits,
      this.#ahead?.get(receiver)?.syncId ?? 0,
    );
    if (this.#entries !== undefined && place >= this.#served) this.#give(receiver, this.#entries);
    for (const batch of waiting ?? []) this.#give(receiver, this.topic.frameOf(batch));
  }

  /** Serves at most `most` receivers; says how many it was. Begins the next frame when needed. */
  run(most: number, nowMs: number): number {
    if (!this.inFlush && !this.#begin(nowMs)) return 0;
    const served =
      this.#entries === undefined
        ? this.#runEphemeral(most)
        : this.#runEntries(this.#entries, most);
    if (this.#served >= this.#receivers.length) this.#end();
    return served;
  }

  get #counters() {
    return this.#host.counters.lanes[this.lane];
  }

  #begin(nowMs: number): boolean {
    this.startedAtMs = nowMs;
    this.#served = 0;
    this.#entries = this.#nextEntries();
    if (this.#entries !== undefined) return true;
    this.#ephemeral = this.#ephemerals?.shift();
    if (this.#ephemerals?.length === 0) this.#ephemerals = undefined;
    return this.#ephemeral !== undefined;
  }

  #nextEntries(): EntriesFrame | undefined {
    const backlog = this.#backlog;
    if (backlog === undefined) return undefined;
    const batch = backlog.take(this.#host.limits, this.#nearestAhead(backlog.next));
    if (backlog.isEmpty) this.#backlog = undefined;
    if (batch === undefined) return undefined;
    this.#counters.flushes += 1;
    this.#counters.merged += Math.max(0, batch.items.length - 1);
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
  #runEntries(entries: EntriesFrame, most: number): number {
    const receivers = this.#receivers;
    const { frame, batch } = entries;
    const { epoch, last } = batch;
    const { queue } = this.topic;
    const { lane } = this;
    let left = most;
    // `entries` may close the receiver, which takes it out of the list: `#served` follows.
    while (left > 0 && this.#served < receivers.length) {
      const receiver = receivers[this.#served] as Receiver;
      this.#served += 1;
      left -= 1;
      if (this.#ahead !== undefined && this.#isAhead(receiver, batch)) continue;
      receiver.entries(frame, queue, epoch, last, lane);
    }
    this.#count(frame, most - left);
    return most - left;
  }

  #runEphemeral(most: number): number {
    const receivers = this.#receivers;
    const { frame = '', except } = this.#ephemeral ?? {};
    let left = most;
    while (left > 0 && this.#served < receivers.length) {
      const receiver = receivers[this.#served] as Receiver;
      this.#served += 1;
      left -= 1;
      if (receiver.device !== except) receiver.ephemeral(frame);
    }
    this.#count(frame, most - left);
    return most - left;
  }

  #count(frame: string, receivers: number): void {
    this.#counters.frames += receivers;
    this.#counters.chars += receivers * frame.length;
  }

  #isAhead(receiver: Receiver, { epoch, last }: Batch): boolean {
    const has = this.#ahead?.get(receiver);
    return has !== undefined && has.epoch === epoch && last <= has.syncId;
  }

  #give(receiver: Receiver, { frame, batch }: EntriesFrame): void {
    if (this.#isAhead(receiver, batch)) return;
    receiver.entries(frame, this.topic.queue, batch.epoch, batch.last, this.lane);
    this.#count(frame, 1);
  }

  #end(): void {
    const done = this.#entries?.batch;
    this.#entries = undefined;
    this.#ephemeral = undefined;
    this.#served = 0;
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

  #move(from: number, to: number): void {
    if (from === to) return;
    const receiver = this.#receivers[from];
    if (receiver === undefined) return;
    this.#receivers[to] = receiver;
    this.#host.moved(receiver, this, to);
  }
}
