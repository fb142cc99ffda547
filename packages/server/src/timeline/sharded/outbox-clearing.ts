import type { Clock, Timer } from '@eagre/protocol';
import type { QueueKey } from '../../keys.ts';
import type { OutboxMark } from './shard.ts';

export interface OutboxClearingUse {
  readonly clock: Pick<Clock, 'setTimer'>;
  readonly everyMs: number;
  /** The server that has the outbox. */
  readonly homeOf: (outbox: QueueKey) => string;
  readonly clear: (server: string, marks: readonly OutboxMark[]) => Promise<void>;
  /** These were removed, or will be when they are found again. */
  readonly cleared: (outboxes: readonly QueueKey[]) => void;
}

/**
 * Removes what was carried out from outboxes, many at once: one by one they would cost a home as much
 * as the commits themselves. What is lost here is carried out again, without effect.
 */
export class OutboxClearing {
  readonly #use: OutboxClearingUse;
  #marks = new Map<QueueKey, OutboxMark>();
  #timer: Timer | undefined;
  #flushing: Promise<void> = Promise.resolve();

  constructor(use: OutboxClearingUse) {
    this.#use = use;
  }

  note(mark: OutboxMark): void {
    this.#marks.set(mark.outbox, mark);
    this.#timer ??= this.#use.clock.setTimer(this.#use.everyMs, () => void this.flush());
  }

  /** Resolves when all that was noted is removed, where its server takes it. */
  flush(): Promise<void> {
    this.#timer?.cancel();
    this.#timer = undefined;
    const marks = [...this.#marks.values()];
    this.#marks = new Map();
    if (marks.length > 0) {
      const before = this.#flushing;
      this.#flushing = before.then(() => this.#clear(marks));
    }
    return this.#flushing;
  }

  async #clear(marks: readonly OutboxMark[]): Promise<void> {
    const byHome = Map.groupBy(marks, ({ outbox }) => this.#use.homeOf(outbox));
    const calls = [...byHome].map(async ([server, some]) => this.#use.clear(server, some));
    await Promise.allSettled(calls);
    this.#use.cleared(marks.map(({ outbox }) => outbox));
  }
}
