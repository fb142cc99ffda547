import type { GapReason, QueueEntry } from '@eagre/protocol';
import { type EntriesFrame, entriesFrame } from './entries-frame.ts';

/** Frames ahead of the position that are kept while a pull is under way. */
const heldFrames = 256;

/** What a follower needs of its device. */
export interface FollowerHost {
  pull(follower: QueueFollower): void;
  handOver(frame: EntriesFrame, from: number): void;
  /** The answer to a question after `position` goes on somewhere else: entries are missing. */
  gap(follower: QueueFollower, range: QueueRange): void;
}

/** A stretch of a queue, as the answers to `connect`, `room.enter` and `pull` tell it. */
export interface QueueRange {
  epoch: number;
  head: number;
  /** `items[0]` has syncId `from + 1`. */
  from: number;
  items: readonly QueueEntry[];
  gap?: GapReason;
}

/**
 * A device's place in one queue, by the rule of the protocol: next one, hand over; older, drop; ahead,
 * hold and pull. It is the smallest thing that finds a hole, a repeat or a wrong order.
 */
export class QueueFollower {
  readonly queue: string;
  epoch: number;
  readonly #host: FollowerHost;
  position: number;
  #head: number;
  #pulling = false;
  #held: EntriesFrame[] | undefined;
  /** False: its conversation comes by copies now, and only what is behind is still read. */
  isPushed = true;

  constructor(host: FollowerHost, queue: string, epoch: number, position: number, head: number) {
    this.#host = host;
    this.queue = queue;
    this.epoch = epoch;
    this.position = position;
    this.#head = head;
  }

  get isBehind(): boolean {
    return this.position < this.#head || this.#pulling;
  }

  /** The greatest syncId heard of. */
  get head(): number {
    return this.#head;
  }

  push(frame: EntriesFrame): void {
    if (frame.epoch !== this.epoch) {
      this.#otherEpoch(frame.epoch);
      return;
    }
    if (frame.last > this.#head) this.#head = frame.last;
    if (frame.last <= this.position) return;
    if (frame.first > this.position + 1) {
      this.#held ??= [];
      if (this.#held.length < heldFrames) this.#held.push(frame);
      this.pullOn();
      return;
    }
    this.#take(frame);
  }

  /** A head heard of in a `head` push or an answer. */
  headIs(head: number, epoch = this.epoch): void {
    if (epoch !== this.epoch) {
      this.#otherEpoch(epoch);
      return;
    }
    if (head > this.#head) this.#head = head;
    if (!this.#pulling && this.position < this.#head) this.pullOn();
  }

  pullOn(): void {
    if (this.#pulling) return;
    this.#pulling = true;
    this.#host.pull(this);
  }

  /** Takes the answer to a pull; gives what was in it. */
  pulled(range: QueueRange): EntriesFrame {
    this.#pulling = false;
    return this.#goOn(range);
  }

  /** Takes what a `connect` or `room.enter` tells that named this position; gives what was in it. */
  resumed(range: QueueRange): EntriesFrame {
    return this.#goOn(range);
  }

  /** The pull did not come about, or its answer will not come. */
  pullFailed(): void {
    this.#pulling = false;
  }

  /** The connection is gone: it goes on with the answer to the next `connect`. */
  lost(): void {
    this.#pulling = false;
    this.#held = undefined;
  }

  /** What is up to there was handed over another way. */
  moveUpTo(position: number): void {
    if (position <= this.position) return;
    this.position = position;
    this.#head = Math.max(this.#head, position);
  }

  /** What is still missing can't be had any more. */
  giveUp(): void {
    this.lost();
    this.#head = this.position;
  }

  #goOn(range: QueueRange): EntriesFrame {
    if (range.gap !== undefined || range.from > this.position || range.epoch !== this.epoch) {
      this.#host.gap(this, range);
      this.#jump(range);
    }
    const frame = entriesFrame(this.queue, range.epoch, range.from + 1, range.items);
    if (frame.last > this.position) this.#take(frame);
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const ahead of held) this.push(ahead);
    this.headIs(range.head);
    return frame;
  }

  /** Begins anew where the server says that the log goes on. */
  #jump({ epoch, from, head }: QueueRange): void {
    if (epoch !== this.epoch) {
      this.#held = undefined;
      this.#head = head;
    }
    this.epoch = epoch;
    this.position = from;
    this.#head = Math.max(this.#head, from);
  }

  /** The log is another one now, whose numbers say nothing here: a pull's answer tells how it goes on. */
  #otherEpoch(epoch: number): void {
    if (epoch > this.epoch) this.pullOn();
  }

  #take(frame: EntriesFrame): void {
    const from =
      frame.first > this.position
        ? 0
        : frame.messages.findIndex((message) => message.queueSyncId > this.position);
    this.position = frame.last;
    this.#host.handOver(frame, from < 0 ? frame.messages.length : from);
  }
}
