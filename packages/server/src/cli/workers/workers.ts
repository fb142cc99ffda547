import type { Clock } from '@eagre/protocol';
import type { Config } from '../../config/schema.ts';
import type { Logger } from '../../observability/logger.ts';
import type { StopSignals } from '../stop-signals.ts';
import { workerName } from './worker-place.ts';
import type { SpawnWorker } from './worker-process.ts';
import { type SlotLimits, type StartOutcome, WorkerSlot } from './worker-slot.ts';

export interface WorkersOptions {
  config: Config;
  /** All listen on it. */
  port: number;
  spawn: SpawnWorker;
  signals: StopSignals;
  clock: Clock;
  limits: SlotLimits;
  logger: Logger;
  /** The settings as they are now; throws what is wrong with them. */
  reread: () => Config;
}

/** The workers of one machine, from the first start to the last stop. */
export class Workers {
  readonly #options: WorkersOptions;
  readonly #slots: readonly WorkerSlot[];
  readonly #failed = Promise.withResolvers<string>();
  /** Also while they start for the first time. */
  #isBusy = true;
  #isStopping = false;

  constructor(options: WorkersOptions) {
    const { config, port, spawn } = options;
    this.#options = options;
    this.#slots = Array.from({ length: config.workers }, (_, i) => {
      const number = i + 1;
      return new WorkerSlot({
        ...options,
        name: workerName(config, number),
        spawn: () => spawn({ number, port }),
        drainMs: config.drainDelayMs + config.drainMs,
        gaveUp: (why) => this.#failed.resolve(why),
      });
    });
    // Told before they are stopped, too: a stop may come while they start.
    void options.signals.second.then(() => {
      for (const slot of this.#slots) slot.hurry();
    });
  }

  /** Why the workers can't be kept alive, should that come to be. */
  get failed(): Promise<string> {
    return this.#failed.promise;
  }

  /**
   * Resolves when all are ready. The first one starts alone: it brings the store up to date, and what
   * is wrong with the settings is then said once. Gives the exit code of one that did not come up.
   */
  async start(): Promise<number | undefined> {
    const [first, ...others] = this.#slots;
    const outcome = await first?.start();
    if (outcome?.ready === false || this.#isStopping) return codeOf(outcome);
    const outcomes = await Promise.all(others.map((slot) => slot.start()));
    this.#isBusy = false;
    return codeOf(outcomes.find(({ ready }) => !ready));
  }

  /**
   * One after the other: drained, ended, started with the settings as they are now, and ready before
   * the next. Ends early when one does not become ready. Never rejects.
   */
  async roll(): Promise<void> {
    const { logger } = this.#options;
    if (this.#isBusy || this.#isStopping) {
      logger.warn({}, 'rolling restart not begun: a start, another one or a stop is under way');
      return;
    }
    if (!this.#settingsAreFit()) return;
    this.#isBusy = true;
    logger.info({ workers: this.#slots.length }, 'rolling restart begun');
    const failed = await this.#rollAll();
    this.#isBusy = false;
    if (failed === undefined) logger.info({}, 'rolling restart done');
    else logger.error({ worker: failed }, 'rolling restart ended early: a worker did not come up');
  }

  /** Resolves when all have ended. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    await Promise.all(this.#slots.map((slot) => slot.stop()));
  }

  async #rollAll(): Promise<string | undefined> {
    for (const slot of this.#slots) {
      if (this.#isStopping) return undefined;
      const { ready } = await slot.roll();
      if (!ready && !this.#isStopping) return slot.name;
    }
    return undefined;
  }

  /** A worker that has ended could not start with settings that are not: so nothing is ended then. */
  #settingsAreFit(): boolean {
    const { logger, config, reread } = this.#options;
    try {
      const { workers } = reread();
      if (workers !== config.workers) {
        logger.warn({ workers: config.workers }, 'another number of workers takes a new start');
      }
      return true;
    } catch (error) {
      logger.error({ error }, 'rolling restart not begun: the settings are not fit');
      return false;
    }
  }
}

function codeOf(outcome: StartOutcome | undefined): number | undefined {
  return outcome === undefined || outcome.ready ? undefined : outcome.code;
}
