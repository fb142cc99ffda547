import type { Clock, Timer } from '@eagre/protocol';
import { onceDay } from '../once-days.ts';
import type { Link, Statement } from './link-types.ts';

const turnDay: Statement = { name: 'turn_day', text: 'SELECT eagre.turn_day_1($1)' };
const emptySpare: Statement = { name: 'empty_once', text: 'SELECT eagre.empty_once_1()' };

export interface OnceKeeperOptions {
  link: Pick<Link, 'write'>;
  clock: Clock;
  /** The table that is to be emptied may be read by a backup: it is tried again after this. ms. */
  retryMs: number;
}

/** Turns the day of the idempotency keys, for all nodes, and empties the table of old ones. */
export class OnceKeeper {
  readonly #options: OnceKeeperOptions;
  #day = -1;
  #timer: Timer | undefined;
  #isClosed = false;

  constructor(options: OnceKeeperOptions) {
    this.#options = options;
  }

  /** Before each batch. Rejects as the link does. */
  async turnTo(nowMs: number): Promise<void> {
    const today = onceDay(nowMs);
    if (today <= this.#day) return;
    const [row] = await this.#options.link.write(turnDay, [today]);
    this.#day = Number(row?.[0]);
    this.#timer?.cancel();
    void this.#empty();
  }

  close(): void {
    this.#isClosed = true;
    this.#timer?.cancel();
  }

  async #empty(): Promise<void> {
    try {
      await this.#options.link.write(emptySpare);
    } catch {
      // Keys that are too old count for nothing; only their room is missing until it is done.
      if (this.#isClosed) return;
      this.#timer = this.#options.clock.setTimer(this.#options.retryMs, () => void this.#empty());
    }
  }
}
