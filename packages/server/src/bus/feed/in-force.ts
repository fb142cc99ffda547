import type { Clock, Timer } from '@eagre/protocol';
import type { ClusterBus, Subscription } from '../bus.ts';
import type { FeedLimits } from './feed-limits.ts';

export interface InForceOptions {
  readonly bus: Pick<ClusterBus, 'connected' | 'settled' | 'watch'>;
  readonly clock: Clock;
  readonly limits: Pick<FeedLimits, 'feedSettleMs'>;
  /** What others published may have been missed: no subscription is in force now. */
  readonly lost: () => void;
  /** All subscriptions are in force again. */
  readonly restored: () => void;
}

/** A question to the bus on its way. */
interface Question {
  readonly number: number;
  readonly answered: PromiseWithResolvers<void>;
  readonly timer: Timer;
}

/**
 * Which subscriptions are in force: what others publish on them arrives. The bus is asked once for
 * all that were made since it was asked last. A subscription keeps `mark`, the number of the first
 * question that covers it.
 */
export class InForce {
  readonly #options: InForceOptions;
  readonly #watch: Subscription;
  #asked = 0;
  /** The greatest number whose question was answered since the way is open; 0: none was. */
  #answered = 0;
  #question: Question | undefined;
  /** Whoever came while a question was on its way asks together. */
  #behind: Promise<void> | undefined;
  /** Changes when the way is lost: answers from before are worth nothing. */
  #way = 0;

  constructor(options: InForceOptions) {
    this.#options = options;
    this.#watch = options.bus.watch((connected) => this.#changed(connected));
  }

  /** For a subscription that is made now. */
  get mark(): number {
    return this.#asked + 1;
  }

  has(mark: number): boolean {
    return mark <= this.#answered;
  }

  /**
   * Resolves when all subscriptions made before are in force, when the way is lost, or when it takes
   * too long. Undefined when the way is closed: then there is nothing to wait for.
   */
  wait(): Promise<void> | undefined {
    if (!this.#options.bus.connected) return undefined;
    if (this.#question === undefined) return this.#ask();
    this.#behind ??= this.#question.answered.promise.then(() => {
      this.#behind = undefined;
      return this.wait();
    });
    return this.#behind;
  }

  close(): void {
    this.#watch.cancel();
    this.#drop();
  }

  #ask(): Promise<void> {
    const { bus, clock, limits } = this.#options;
    const way = this.#way;
    const answered = Promise.withResolvers<void>();
    this.#asked += 1;
    const number = this.#asked;
    const question: Question = {
      number,
      answered,
      timer: clock.setTimer(limits.feedSettleMs, () => this.#end(question)),
    };
    this.#question = question;
    bus.settled().then(
      () => {
        if (way === this.#way) this.#answered = Math.max(this.#answered, number);
        this.#end(question);
      },
      () => this.#end(question),
    );
    return answered.promise;
  }

  #end(question: Question): void {
    question.timer.cancel();
    if (this.#question === question) this.#question = undefined;
    question.answered.resolve();
  }

  #drop(): void {
    this.#way += 1;
    this.#answered = 0;
    if (this.#question !== undefined) this.#end(this.#question);
  }

  #changed(connected: boolean): void {
    this.#drop();
    this.#options.lost();
    if (!connected) return;
    const way = this.#way;
    void this.wait()?.then(() => {
      // What was committed while the way was closed is looked for even if the bus is slow to answer.
      if (way === this.#way) this.#options.restored();
    });
  }
}
