import type { Priority, QueueId } from '@eagre/protocol';
import type { Subscription } from '../bus/bus.ts';
import { isUserQueueKey, type QueueKey, queueOfKey } from '../keys.ts';
import type { Batch } from './backlog.ts';
import { type EntriesFrame, frameOf, isSameBatch } from './entries-frame.ts';
import type { FanoutHost } from './fanout-host.ts';
import { Strand } from './strand.ts';

/** The rate of a topic is that of about so long. ms. */
const rateMs = 5000;

/** A queue that devices of this node follow, with a strand for each lane in use. */
export class Topic {
  readonly key: QueueKey;
  readonly queue: QueueId;
  readonly isUserQueue: boolean;
  readonly strands: Strand[] = [];
  /** What passed here last; 0 when nothing did since the topic is followed. */
  epoch = 0;
  head = 0;
  /** This node's interest at the bus. */
  subscription: Subscription | undefined;
  readonly #host: FanoutHost;
  #shared: EntriesFrame | undefined;
  /** Entries that passed since a moment of the last seconds. Monotonic, ms. */
  #passed = 0;
  #sinceMs = Number.NEGATIVE_INFINITY;

  constructor(key: QueueKey, host: FanoutHost) {
    this.key = key;
    this.queue = queueOfKey(key);
    this.isUserQueue = isUserQueueKey(key);
    this.#host = host;
  }

  get receivers(): number {
    return this.strands.reduce((sum, strand) => sum + strand.size, 0);
  }

  strand(lane: Priority): Strand {
    for (const strand of this.strands) if (strand.lane === lane) return strand;
    const strand = new Strand(this, lane, this.#host);
    this.strands.push(strand);
    return strand;
  }

  drop(strand: Strand): void {
    const index = this.strands.indexOf(strand);
    if (index >= 0) this.strands.splice(index, 1);
  }

  passed(epoch: number, last: number, nowMs: number): void {
    if (epoch === this.epoch && last <= this.head) return;
    this.#count(epoch === this.epoch ? last - this.head : 1, nowMs);
    this.epoch = epoch;
    this.head = last;
  }

  /** Entries a second, lately. */
  perSecond(nowMs: number): number {
    const spanMs = nowMs - this.#sinceMs;
    return spanMs > 2 * rateMs ? 0 : (this.#passed * 1000) / Math.max(spanMs, 1000);
  }

  /** The frame of these entries; the same one when another lane has put it together already. */
  frameOf(batch: Batch): EntriesFrame {
    if (this.#shared !== undefined && isSameBatch(this.#shared.batch, batch)) return this.#shared;
    const made = frameOf(this.queue, batch);
    if (this.strands.length > 1) this.#shared = made;
    return made;
  }

  #count(entries: number, nowMs: number): void {
    const spanMs = nowMs - this.#sinceMs;
    if (spanMs > 2 * rateMs) {
      this.#passed = 0;
      this.#sinceMs = nowMs;
    } else if (spanMs > rateMs) {
      this.#passed *= rateMs / 2 / spanMs;
      this.#sinceMs = nowMs - rateMs / 2;
    }
    this.#passed += entries;
  }

  /** Lets go of the shared frame when no lane is handing one out. */
  unshare(): void {
    if (this.strands.every((strand) => !strand.hasWork)) this.#shared = undefined;
  }
}
