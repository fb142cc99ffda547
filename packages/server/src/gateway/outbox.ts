import { type Priority, priorities, type QueueId } from '@eagre/protocol';
import { Fifo } from '../fifo.ts';
import type { Limits } from '../limits.ts';

export type OutboxLimits = Pick<Limits, 'outboxBytes' | 'outboxAnswerBytes'>;

/** A frame that waits; `queue` is set when it carries entries. */
export interface WaitingFrame {
  readonly frame: string;
  readonly bytes: number;
  readonly queue?: QueueId;
}

interface WaitingQueue {
  readonly lane: number;
  frames: number;
}

const laneOf: Record<Priority, number> = { critical: 0, high: 1, normal: 2, low: 3 };

/**
 * What waits for one blocked connection (invariant 10): answers first, then entries by lane, then
 * frames that may be lost, which also give way first. It exists only while the connection is
 * blocked, so that an idle one costs nothing. Frames of one queue never overtake each other, even
 * when its lane changes meanwhile.
 */
export class Outbox {
  readonly #limits: OutboxLimits;
  readonly #answers = new Fifo<WaitingFrame>();
  readonly #lanes = priorities.map(() => new Fifo<WaitingFrame>());
  readonly #ephemerals = new Fifo<WaitingFrame>();
  readonly #queues = new Map<QueueId, WaitingQueue>();
  /** Bytes of all that waits. */
  bytes = 0;
  #answerBytes = 0;

  constructor(limits: OutboxLimits) {
    this.#limits = limits;
  }

  get frames(): number {
    const lanes = this.#lanes.reduce((sum, lane) => sum + lane.length, 0);
    return this.#answers.length + lanes + this.#ephemerals.length;
  }

  /** False when the device asked for more than it reads: it must be closed. */
  addAnswer(frame: string): boolean {
    const bytes = Buffer.byteLength(frame);
    if (this.#answerBytes > 0 && this.#answerBytes + bytes > this.#limits.outboxAnswerBytes) {
      return false;
    }
    this.#answers.push({ frame, bytes });
    this.#answerBytes += bytes;
    this.bytes += bytes;
    return true;
  }

  /**
   * False when there is no room; the device is then behind in this queue. Otherwise the number of
   * ephemeral frames that gave way.
   */
  addEntries(frame: string, queue: QueueId, lane: Priority): number | false {
    const bytes = Buffer.byteLength(frame);
    const before = this.#ephemerals.length;
    while (!this.#hasRoom(bytes) && this.#ephemerals.length > 0) this.#dropOldestEphemeral();
    if (!this.#hasRoom(bytes)) return false;
    const waiting = this.#queues.get(queue) ?? { lane: laneOf[lane], frames: 0 };
    waiting.frames += 1;
    this.#queues.set(queue, waiting);
    this.#lanes[waiting.lane]?.push({ frame, bytes, queue });
    this.bytes += bytes;
    return before - this.#ephemerals.length;
  }

  addEphemeral(frame: string): boolean {
    const bytes = Buffer.byteLength(frame);
    if (!this.#hasRoom(bytes)) return false;
    this.#ephemerals.push({ frame, bytes });
    this.bytes += bytes;
    return true;
  }

  /** The most urgent frame; it stays until `shift`. */
  peek(): WaitingFrame | undefined {
    return this.#mostUrgent()?.peek();
  }

  shift(): void {
    const line = this.#mostUrgent();
    const item = line?.shift();
    if (item === undefined) return;
    this.bytes -= item.bytes;
    if (line === this.#answers) this.#answerBytes -= item.bytes;
    if (item.queue !== undefined) this.#forget(item.queue);
  }

  /** Answers are bounded by themselves and do not push entries out. */
  #hasRoom(bytes: number): boolean {
    return this.bytes - this.#answerBytes + bytes <= this.#limits.outboxBytes;
  }

  #mostUrgent(): Fifo<WaitingFrame> | undefined {
    if (this.#answers.length > 0) return this.#answers;
    return this.#lanes.find((lane) => lane.length > 0) ?? this.#ephemerals;
  }

  #dropOldestEphemeral(): void {
    this.bytes -= this.#ephemerals.shift()?.bytes ?? 0;
  }

  #forget(queue: QueueId): void {
    const waiting = this.#queues.get(queue);
    if (waiting === undefined) return;
    waiting.frames -= 1;
    if (waiting.frames === 0) this.#queues.delete(queue);
  }
}
