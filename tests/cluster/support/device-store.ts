import type { PositionStore, Saved } from '@eagre/client';
import type { FakeClock } from '@eagre/testkit';
import { SavedState } from '../../../packages/client/src/storage/position-store.ts';
import type { Application, Mark } from './application.ts';

/** The disk of a device: what a life of it saves takes a moment, and nothing of it after its end. */
export class DeviceStore {
  readonly #clock: FakeClock;
  readonly #application: Pick<Application, 'mark'>;
  readonly #state = new SavedState();
  #mark: Mark;
  #life = 0;

  constructor(clock: FakeClock, application: Pick<Application, 'mark'>) {
    this.#clock = clock;
    this.#application = application;
    this.#mark = application.mark();
  }

  get saved(): Saved {
    return structuredClone(this.#state.all());
  }

  /** How far the application was when `saved` was handed over. */
  get mark(): Mark {
    return this.#mark;
  }

  /** Ends the life under way: what it still saves has no effect. */
  endLife(): void {
    this.#life += 1;
  }

  /** For the next life. */
  open(): PositionStore {
    const life = this.#life;
    return {
      load: async () => this.saved,
      save: (changes) =>
        new Promise((resolve) => {
          const copy = structuredClone(changes);
          const mark = this.#application.mark();
          this.#clock.setTimer(5, () => {
            if (life === this.#life) {
              this.#state.apply(copy);
              this.#mark = mark;
            }
            resolve();
          });
        }),
      close: async () => {},
    };
  }
}
