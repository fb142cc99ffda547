import type { Clock, Position, RoomEntry } from '@eagre/protocol';
import type { Range } from '../../timeline/timeline.ts';

export interface DeviceLogOptions {
  readonly clock: Clock;
  /** Reads on after a syncId; undefined: it did not work. */
  readonly pull: (after: number) => Promise<Range | undefined>;
  readonly handOver: (syncId: number, entry: RoomEntry) => void;
}

/** A pull that did not work is tried again after this. ms. */
const retryMs = 500;

/**
 * A device's copy of a room's log, by the rule of the protocol: the next entry is handed over, an old
 * one dropped, and what comes too early waits until what is missing was pulled.
 */
export class DeviceLog {
  readonly #options: DeviceLogOptions;
  readonly #held = new Map<number, RoomEntry>();
  #position: Position | undefined;
  /** The greatest head that it was told. */
  #head = 0;
  #isPulling = false;
  /** Answers to pulls, and entries that they brought. */
  pulls = 0;
  pulled = 0;
  /** Heads that it was told of and that the store does not have: there must be none. */
  strayHeads = 0;

  constructor(options: DeviceLogOptions) {
    this.#options = options;
  }

  get position(): Position | undefined {
    return this.#position;
  }

  /** It knows of nothing that it lacks. */
  get isComplete(): boolean {
    return this.#head <= (this.#position?.syncId ?? 0);
  }

  /** As the answer to an enter says. */
  begin(position: Position): void {
    if (this.#position?.epoch !== position.epoch || position.syncId > this.#position.syncId) {
      this.#position = position;
    }
  }

  take(first: number, entries: readonly RoomEntry[]): void {
    entries.forEach((entry, i) => {
      this.#held.set(first + i, entry);
    });
    this.#handOver();
  }

  told(epoch: number, head: number): void {
    if (epoch !== this.#position?.epoch) throw new Error(`told of epoch ${epoch}`);
    this.#head = Math.max(this.#head, head);
    this.#pullOn();
  }

  #pullOn(): void {
    if (this.isComplete || this.#isPulling) return;
    this.#isPulling = true;
    const after = this.#position?.syncId ?? 0;
    void this.#options.pull(after).then((range) => {
      this.#isPulling = false;
      if (range === undefined) {
        this.#options.clock.setTimer(retryMs, () => this.#pullOn());
        return;
      }
      this.pulls += 1;
      this.pulled += range.entries.length;
      this.take(
        range.first,
        range.entries.map((text) => JSON.parse(text) as RoomEntry),
      );
      if (range.entries.length === 0 && range.head < this.#head) {
        this.strayHeads += 1;
        this.#head = range.head;
      }
      this.#head = Math.max(this.#head, range.head);
      this.#pullOn();
    });
  }

  #handOver(): void {
    const position = this.#position;
    if (position === undefined) return;
    for (const syncId of this.#held.keys()) {
      if (syncId <= position.syncId) this.#held.delete(syncId);
    }
    let { syncId } = position;
    for (let next = this.#held.get(syncId + 1); next; next = this.#held.get(syncId + 1)) {
      syncId += 1;
      this.#held.delete(syncId);
      this.#position = { ...position, syncId };
      this.#options.handOver(syncId, next);
    }
    const latest = Math.max(syncId, ...this.#held.keys());
    this.#head = Math.max(this.#head, latest);
    this.#pullOn();
  }
}
