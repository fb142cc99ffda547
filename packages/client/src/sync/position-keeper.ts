import type { QueueId } from '@eagre/protocol';
import type { Clock, Timer } from '@eagre/protocol/clock';
import type { PositionChanges, SavedPosition, UnsentMessage } from '../storage/position-store.ts';

export type SaveChanges = (changes: PositionChanges, done: (failed: boolean) => void) => void;

/**
 * Saves what changed, a little later and all together: one write holds the positions of all queues as
 * they were at one moment, so a copy in the user queue and its place in the conversation never part.
 */
export class PositionKeeper {
  readonly #clock: Clock;
  readonly #delayMs: number;
  readonly #save: SaveChanges;
  #changed = new Map<QueueId, SavedPosition | undefined>();
  #unsent: UnsentMessage[] | undefined;
  #timer: Timer | undefined;
  #saving = false;
  #whenSaved: (() => void)[] = [];

  constructor(clock: Clock, delayMs: number, save: SaveChanges) {
    this.#clock = clock;
    this.#delayMs = delayMs;
    this.#save = save;
  }

  set(queue: QueueId, position: SavedPosition | undefined): void {
    this.#changed.set(queue, position);
    this.#soon();
  }

  setUnsent(unsent: UnsentMessage[]): void {
    this.#unsent = unsent;
    this.#soon();
  }

  /** Saves now; `done` is called when nothing is left to save, or saving failed. */
  flush(done: () => void): void {
    this.#whenSaved.push(done);
    if (!this.#saving) this.#saveNow();
  }

  #soon(): void {
    if (this.#timer !== undefined || this.#saving) return;
    this.#timer = this.#clock.setTimer(this.#delayMs, () => this.#saveNow());
  }

  #saveNow(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    if (!this.#hasChanges()) {
      for (const done of this.#whenSaved.splice(0)) done();
      return;
    }
    const { changed, unsent, changes } = this.#take();
    this.#saving = true;
    this.#save(changes, (failed) => {
      this.#saving = false;
      if (failed) this.#putBack(changed, unsent);
      if (this.#whenSaved.length > 0 && !failed) this.#saveNow();
      else {
        for (const done of this.#whenSaved.splice(0)) done();
        if (this.#hasChanges()) this.#soon();
      }
    });
  }

  #hasChanges(): boolean {
    return this.#changed.size > 0 || this.#unsent !== undefined;
  }

  #take() {
    const changed = this.#changed;
    const unsent = this.#unsent;
    this.#changed = new Map();
    this.#unsent = undefined;
    const positions = [...changed.values()].filter((position) => position !== undefined);
    const forgotten = [...changed.keys()].filter((queue) => changed.get(queue) === undefined);
    const changes: PositionChanges = { positions, forgotten, ...(unsent && { unsent }) };
    return { changed, unsent, changes };
  }

  /** What changed since is newer. */
  #putBack(
    changed: Map<QueueId, SavedPosition | undefined>,
    unsent: UnsentMessage[] | undefined,
  ): void {
    this.#changed = new Map([...changed, ...this.#changed]);
    this.#unsent ??= unsent;
  }
}
