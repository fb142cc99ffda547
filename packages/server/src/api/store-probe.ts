import type { Clock } from '@eagre/protocol';
import type { Limits } from '../limits.ts';

export interface StoreProbeOptions {
  readiness: { storeAnswers(): Promise<void> };
  clock: Clock;
  limits: Pick<Limits, 'readyStoreMs'>;
}

/**
 * Asks the store whether it answers, one question at a time however many want to know: they need no
 * key, and must not become a load on the store.
 */
export class StoreProbe {
  readonly #options: StoreProbeOptions;
  #asked: Promise<string | undefined> | undefined;

  constructor(options: StoreProbeOptions) {
    this.#options = options;
  }

  /** What is wrong with the store, if anything is. */
  trouble(): Promise<string | undefined> {
    this.#asked ??= this.#ask().finally(() => {
      this.#asked = undefined;
    });
    return this.#asked;
  }

  async #ask(): Promise<string | undefined> {
    const { readiness, clock, limits } = this.#options;
    const late = Promise.withResolvers<string>();
    const timer = clock.setTimer(limits.readyStoreMs, () =>
      late.resolve(`store did not answer within ${limits.readyStoreMs} ms`),
    );
    const answered = readiness.storeAnswers().then(
      () => undefined,
      (error: unknown) => `store: ${error instanceof Error ? error.message : error}`,
    );
    const trouble = await Promise.race([answered, late.promise]);
    timer.cancel();
    return trouble;
  }
}
