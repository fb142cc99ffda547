import { takeEntries } from '../take-entries.ts';
import type { QueueHead, Range, RangeRequest } from '../timeline.ts';

interface Personal {
  conversation: string;
  anchor: number;
  syncId: number;
}

/** One queue: entry `syncId` stands at `#entries[syncId - low - 1]`. */
export class MemoryLog {
  readonly epoch: number;
  #low = 0;
  #entries: string[] = [];
  #personals: Personal[] = [];

  constructor(epoch: number) {
    this.epoch = epoch;
  }

  get headId(): number {
    return this.#low + this.#entries.length;
  }

  head(): QueueHead {
    return { epoch: this.epoch, head: this.headId, low: this.#low };
  }

  append(entry: string): number {
    return this.#low + this.#entries.push(entry);
  }

  notePersonal(conversation: string, anchor: number, syncId: number): void {
    this.#personals.push({ conversation, anchor, syncId });
  }

  personals(conversation: string, from: number, to: number, limit: number): string[] {
    return this.#personals
      .filter((one) => one.conversation === conversation && one.anchor >= from && one.anchor <= to)
      .toSorted((a, b) => a.anchor - b.anchor || a.syncId - b.syncId)
      .slice(0, limit)
      .map((one) => this.#entries[one.syncId - this.#low - 1] as string);
  }

  redact(syncId: number, entry: string): void {
    const index = syncId - this.#low - 1;
    if (index >= 0 && index < this.#entries.length) this.#entries[index] = entry;
  }

  range(request: RangeRequest): Range {
    const after = Math.max(request.after, this.#low);
    const to = Math.min(request.to ?? this.headId, this.headId);
    const wanted = this.#entries.slice(after - this.#low, Math.max(after, to) - this.#low);
    return {
      ...this.head(),
      first: after + 1,
      entries: takeEntries(wanted, request.limit, request.bytes),
    };
  }

  trim(upTo: number): void {
    const low = Math.min(upTo, this.headId);
    if (low <= this.#low) return;
    this.#entries = this.#entries.slice(low - this.#low);
    this.#low = low;
    this.#personals = this.#personals.filter((one) => one.syncId > low);
  }
}
