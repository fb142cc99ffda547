import type { Clock, Timer } from '@eagre/protocol';
import type { Limits } from '../limits.ts';

export interface MemoryTidyOptions {
  readonly clock: Clock;
  readonly limits: Pick<Limits, 'tidyConnects' | 'tidyQuietRate' | 'tidyQuietMs'>;
  /** Connections opened and frames delivered since the start. */
  readonly opened: () => number;
  readonly delivered: () => number;
  /** Collects garbage and gives memory back to the system. */
  readonly collect: () => void;
}

const lookEveryMs = 500;

/**
 * Collects garbage once after a storm of connects. What 15,000 handshakes leave behind is as much
 * again as what the connections need, and the runtime would keep it until the next burst of work.
 * The pause is taken only when there is next to no traffic that it could delay.
 */
export class MemoryTidy {
  readonly #options: MemoryTidyOptions;
  readonly #timer: Timer;
  #tidiedAt = 0;
  #opened = 0;
  #delivered = 0;
  #quietMs = 0;

  constructor(options: MemoryTidyOptions) {
    this.#options = options;
    this.#timer = options.clock.every(lookEveryMs, () => this.#look());
  }

  stop(): void {
    this.#timer.cancel();
  }

  #look(): void {
    const { limits, opened, delivered, collect } = this.#options;
    const most = (limits.tidyQuietRate * lookEveryMs) / 1000;
    const isQuiet = opened() - this.#opened <= most && delivered() - this.#delivered <= most;
    this.#opened = opened();
    this.#delivered = delivered();
    this.#quietMs = isQuiet ? this.#quietMs + lookEveryMs : 0;
    if (this.#quietMs < limits.tidyQuietMs) return;
    if (this.#opened - this.#tidiedAt < limits.tidyConnects) return;
    this.#tidiedAt = this.#opened;
    collect();
  }
}
