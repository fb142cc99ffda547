import type { GapReason, QueueEntry, QueueId } from '@eagre/protocol';
import { clientLimits } from '../limits.ts';
import type { HoldBudget } from './hold-budget.ts';

/** What the synchroniser wants done, in this order. */
export type QueueEffect =
  | { effect: 'entry'; epoch: number; syncId: number; entry: QueueEntry }
  /** Entries after `from` up to `to` will not come. `epoch` is that of `to`. */
  | { effect: 'gap'; reason: GapReason | 'refused'; epoch: number; from: number; to: number };

/** A position as it was told to the server; its answer is judged by it. */
export interface Asked {
  epoch: number;
  from: number;
  resets: number;
  doubts: number;
}

/** Entries of a queue as any answer carries them. */
export interface QueuePart {
  epoch: number;
  head: number;
  from: number;
  items: QueueEntry[];
  gap?: GapReason | undefined;
}

export interface MissingRange {
  epoch: number;
  from: number;
  /** Inclusive; without it, to the head. */
  to?: number;
}

/**
 * One queue's way from the wire to the application (invariant 3): `syncId == position + 1` is handed
 * over, `≤ position` dropped, `> position + 1` held while the range between is pulled. Where an entry
 * comes from (push, pull, answer to connect, copy in the user queue) does not matter, and nothing is
 * assumed about order or number of times. Pure: it returns what is to be done.
 */
export class QueueSync {
  readonly queue: QueueId;
  readonly #budget: HoldBudget;
  readonly #held = new Map<number, QueueEntry>();
  #epoch: number;
  #position: number;
  /** The greatest syncId that is known to exist and to be wanted. */
  #known: number;
  /**
   * How often something was seen that only an answer can settle, another epoch say, and up to which time
   * of these it is settled: an answer settles what was seen before it was asked for.
   */
  #doubts = 0;
  #settledDoubts = 0;
  /** Grows when the log was replaced: answers to what was asked before then mean nothing now. */
  #resets = 0;

  constructor(queue: QueueId, epoch: number, position: number, budget: HoldBudget) {
    this.queue = queue;
    this.#epoch = epoch;
    this.#position = this.#known = position;
    this.#budget = budget;
  }

  get epoch(): number {
    return this.#epoch;
  }

  /** The last entry that was handed over. */
  get position(): number {
    return this.#position;
  }

  get known(): number {
    return this.#known;
  }

  ask(): Asked {
    const { epoch, position: from } = this;
    return { epoch, from, resets: this.#resets, doubts: this.#doubts };
  }

  /** What must be pulled, if anything. */
  missing(): MissingRange | undefined {
    const inDoubt = this.#doubts > this.#settledDoubts;
    if (!inDoubt && this.#known <= this.#position) return undefined;
    const range: MissingRange = { epoch: this.#epoch, from: this.#position };
    if (!inDoubt && this.#held.size > 0) range.to = this.#firstHeld() - 1;
    return range;
  }

  /** Entries that came unasked. */
  offer(epoch: number, first: number, items: readonly QueueEntry[]): QueueEffect[] {
    if (epoch !== this.#epoch) {
      this.#doubts += 1;
      return [];
    }
    const effects: QueueEffect[] = [];
    for (const [index, entry] of items.entries()) {
      const syncId = first + index;
      if (syncId > this.#known) this.#known = syncId;
      if (syncId === this.#position + 1) this.#handOver(entry, effects);
      else if (syncId > this.#position) this.#hold(syncId, entry);
    }
    return effects;
  }

  /** The queue is told to reach this far. */
  head(epoch: number, head: number): void {
    if (epoch !== this.#epoch) this.#doubts += 1;
    else if (head > this.#known) this.#known = head;
  }

  /** Entries may exist that nothing told of: ask from the position to the head. */
  suspect(): void {
    this.#doubts += 1;
  }

  /** The server's answer to a position that it was told. */
  answer(asked: Asked, part: QueuePart): QueueEffect[] {
    if (asked.resets !== this.#resets) return [];
    this.#settledDoubts = Math.max(this.#settledDoubts, asked.doubts);
    const effects: QueueEffect[] = [];
    if (part.gap === 'epoch' || part.epoch !== this.#epoch) this.#replace(part, effects);
    else if (part.from > asked.from) this.#skip(part.from, part.gap, effects);
    this.head(part.epoch, part.head);
    return effects.concat(this.offer(part.epoch, part.from + 1, part.items));
  }

  /** What is after `position` is wanted; never backwards, neither within an epoch nor to an older one. */
  startAt(epoch: number, position: number): QueueEffect[] {
    const effects: QueueEffect[] = [];
    if (epoch === this.#epoch) {
      if (position > this.#known) this.#known = position;
      this.#skip(position, undefined, effects);
    } else if (epoch > this.#epoch) {
      // What raised a doubt may have been of this very log: the doubt stays, and the head is asked for.
      this.#restart(epoch, position);
    } else {
      // A restored user queue tells of the logs of its time, whose numbers mean nothing in this one.
      this.#doubts += 1;
    }
    return effects;
  }

  /** What is missing up to `last` cannot be had: goes on with what is there. */
  giveUp(epoch = this.#epoch, last = this.#known): QueueEffect[] {
    const effects: QueueEffect[] = [];
    if (epoch !== this.#epoch) return effects;
    for (let next = this.#firstHeld(); next <= last; next = this.#firstHeld()) {
      this.#skip(next - 1, 'refused', effects);
    }
    this.#skip(Math.min(last, this.#known), 'refused', effects);
    return effects;
  }

  /** Frees the room of what is held. What is owed stays owed, and is pulled when it is asked for. */
  release(): void {
    this.#budget.give(this.#held.size);
    this.#held.clear();
  }

  /** Wants nothing any more. */
  clear(): void {
    this.release();
    this.#known = this.#position;
    this.#settledDoubts = this.#doubts;
  }

  #firstHeld(): number {
    return Math.min(...this.#held.keys());
  }

  #handOver(entry: QueueEntry, effects: QueueEffect[]): void {
    let next: QueueEntry | undefined = entry;
    while (next !== undefined) {
      this.#position += 1;
      effects.push({ effect: 'entry', epoch: this.#epoch, syncId: this.#position, entry: next });
      next = this.#takeHeld(this.#position + 1);
    }
  }

  #takeHeld(syncId: number): QueueEntry | undefined {
    const entry = this.#held.get(syncId);
    if (entry !== undefined && this.#held.delete(syncId)) this.#budget.give(1);
    return entry;
  }

  #hold(syncId: number, entry: QueueEntry): void {
    if (this.#held.has(syncId) || syncId > this.#position + clientLimits.heldEntries) return;
    if (this.#budget.take()) this.#held.set(syncId, entry);
  }

  /** Moves the position to `to` without handing over what lies between, then goes on. */
  #skip(to: number, reason: GapReason | 'refused' | undefined, effects: QueueEffect[]): void {
    if (to <= this.#position) return;
    if (reason !== undefined) {
      effects.push({ effect: 'gap', reason, epoch: this.#epoch, from: this.#position, to });
    }
    this.#position = to;
    for (const syncId of this.#held.keys()) if (syncId <= to) this.#takeHeld(syncId);
    const next = this.#takeHeld(to + 1);
    if (next !== undefined) this.#handOver(next, effects);
  }

  /** The log is another one. */
  #replace(part: QueuePart, effects: QueueEffect[]): void {
    const from = this.#position;
    this.#restart(part.epoch, part.from);
    effects.push({ effect: 'gap', reason: 'epoch', epoch: part.epoch, from, to: part.from });
  }

  #restart(epoch: number, position: number): void {
    this.release();
    this.#position = this.#known = position;
    this.#epoch = epoch;
    this.#resets += 1;
  }
}
