import type { Clock } from '@eagre/protocol';
import type { Limits } from '../../limits.ts';
import type { Logger } from '../../observability/logger.ts';
import type { WorkerProcess } from './worker-process.ts';

export type SlotLimits = Pick<
  Limits,
  'workerStableMs' | 'workerDeaths' | 'workerPauseMs' | 'workerPauseMaxMs' | 'workerStopMs'
>;

export interface WorkerSlotOptions {
  /** Of the worker, in logs. */
  name: string;
  spawn: () => WorkerProcess;
  /** What a drain may take. ms. */
  drainMs: number;
  clock: Clock;
  limits: SlotLimits;
  logger: Logger;
  /** The worker can't be kept alive; told once. */
  gaveUp: (why: string, code: number) => void;
}

/** How a start ended: ready, or with this exit code. */
export type StartOutcome = { ready: true } | { ready: false; code: number };

interface Life {
  worker: WorkerProcess;
  started: Promise<StartOutcome>;
  /** Its end was asked for. */
  isEnding: boolean;
}

/** Keeps one worker alive: starts it again when it ends, later and later when it ends at once. */
export class WorkerSlot {
  readonly name: string;
  readonly #options: WorkerSlotOptions;
  #life: Life | undefined;
  #nextLife = Promise.withResolvers<Life>();
  /** Ends of workers that had not really run, in a row. */
  #deaths = 0;
  readonly #stopped = Promise.withResolvers<void>();
  #isStopped = false;
  #kept: Promise<void> | undefined;

  constructor(options: WorkerSlotOptions) {
    this.name = options.name;
    this.#options = options;
  }

  get pid(): number | undefined {
    return this.#life?.worker.pid;
  }

  /** The first start; a worker that is never ready is not started again. */
  async start(): Promise<StartOutcome> {
    const life = this.#nextLife.promise;
    this.#kept = this.#keep();
    return (await life).started;
  }

  /** Ends the worker with care and starts another; resolves when that one is ready or has failed. */
  async roll(): Promise<StartOutcome> {
    const next = this.#nextLife.promise;
    const stopped: StartOutcome = { ready: false, code: 0 };
    if (this.#life !== undefined) this.#end(this.#life, this.#options.drainMs);
    const life = await Promise.race([next, this.#stopped.promise]);
    return life === undefined ? stopped : life.started;
  }

  /** Ends the worker with care, for good. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#stopped.resolve();
    if (this.#life !== undefined) this.#end(this.#life, this.#options.drainMs);
    await this.#kept;
  }

  /** A worker that is being stopped shall not wait for its devices. */
  hurry(): void {
    if (this.#life === undefined) return;
    this.#life.worker.tell({ type: 'hurry' });
    this.#killAfter(this.#life.worker, 0);
  }

  async #keep(): Promise<void> {
    const { clock, limits, logger, spawn } = this.#options;
    let wasReady = false;
    while (!this.#isStopped) {
      const startedMs = clock.monotonicMs();
      const life = this.#begin(spawn());
      void life.started.then(({ ready }) => {
        wasReady ||= ready;
        if (ready) logger.info({ worker: this.name, pid: life.worker.pid }, 'worker ready');
      });
      const code = await life.worker.exited;
      this.#life = undefined;
      if (this.#isStopped || !wasReady) return;
      if (life.isEnding) continue;
      const ranMs = clock.monotonicMs() - startedMs;
      this.#deaths = ranMs < limits.workerStableMs ? this.#deaths + 1 : 0;
      if (this.#deaths >= limits.workerDeaths) return this.#giveUp(code);
      const pauseMs = this.#pauseMs();
      logger.error({ worker: this.name, code, ranMs, pauseMs }, 'worker ended, starting it again');
      await this.#pause(pauseMs);
    }
  }

  #begin(worker: WorkerProcess): Life {
    const started = Promise.race([
      worker.ready.then((): StartOutcome => ({ ready: true })),
      worker.exited.then((code): StartOutcome => ({ ready: false, code })),
    ]);
    const life = { worker, started, isEnding: false };
    this.#life = life;
    this.#nextLife.resolve(life);
    this.#nextLife = Promise.withResolvers<Life>();
    return life;
  }

  #end(life: Life, drainMs: number): void {
    life.isEnding = true;
    life.worker.tell({ type: 'stop' });
    this.#killAfter(life.worker, drainMs);
  }

  #killAfter(worker: WorkerProcess, drainMs: number): void {
    const { clock, limits, logger } = this.#options;
    const afterMs = drainMs + limits.workerStopMs;
    const timer = clock.setTimer(afterMs, () => {
      logger.error({ worker: this.name, pid: worker.pid, afterMs }, 'worker did not end, killed');
      worker.kill();
    });
    void worker.exited.then(() => timer.cancel());
  }

  #giveUp(code: number): void {
    const { limits, gaveUp } = this.#options;
    const seconds = limits.workerStableMs / 1000;
    gaveUp(
      `worker ${this.name} ended ${this.#deaths} times in a row within ${seconds} s of its start, ` +
        `last with code ${code}; its lines above say why`,
      code,
    );
  }

  #pauseMs(): number {
    const { workerPauseMs, workerPauseMaxMs } = this.#options.limits;
    return Math.min(workerPauseMaxMs, workerPauseMs * 2 ** Math.max(0, this.#deaths - 1));
  }

  async #pause(ms: number): Promise<void> {
    const passed = Promise.withResolvers<void>();
    const timer = this.#options.clock.setTimer(ms, passed.resolve);
    await Promise.race([passed.promise, this.#stopped.promise]);
    timer.cancel();
  }
}
