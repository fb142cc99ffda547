import type { PulledRange } from '@eagre/protocol';
import { type EntriesFrame, entriesFrame } from './entries-frame.ts';

/** Frames ahead of the position that are kept while a pull is under way. */
const heldFrames = 256;

/** What a follower needs of its device. */
export interface FollowerHost {
  pull(follower: QueueFollower): void;
  handOver(frame: EntriesFrame, from: number): void;
}

/**
 * A device's place in one queue, by the rule of the protocol: next one, hand over; older, drop; ahead,
 * hold and pull. It is the smallest thing that finds a hole, a repeat or a wrong order.
 */
export class QueueFollower {
  readonly queue: string;
  readonly epoch: number;
  readonly #host: FollowerHost;
  position: number;
  #head: number;
  #pulling = false;
  #held: EntriesFrame[] | undefined;

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

  push(frame: EntriesFrame): void {
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
  headIs(head: number): void {
    if (head > this.#head) this.#head = head;
    if (!this.#pulling && this.position < this.#head) this.pullOn();
  }

  pullOn(): void {
    if (this.#pulling) return;
    this.#pulling = true;
    this.#host.pull(this);
  }

  pulled(range: PulledRange): EntriesFrame {
    this.#pulling = false;
    const frame = entriesFrame(range.queue, range.epoch, range.from + 1, range.items);
    if (frame.last > this.position) this.#take(frame);
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const ahead of held) this.push(ahead);
    this.headIs(range.head);
    return frame;
  }

  #take(frame: EntriesFrame): void {
    const from =
      frame.first > this.position
        ? 0
        : frame.messages.findIndex((message) => message.queueSyncId > this.position);
    this.position = frame.last;
    if (from >= 0 && from < frame.messages.length) this.#host.handOver(frame, from);
  }
}
