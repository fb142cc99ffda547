import type { Frame } from './frame.ts';

/**
 * State that components look at. What changes is gathered and published once for a frame, as a new
 * object; between two frames the snapshot is the same object.
 */
export abstract class LiveStore<State> {
  readonly #frame: Frame;
  readonly #listeners = new Set<() => void>();
  #snapshot: State;
  #isStale = false;

  /** `initial` may be shared between stores: the first render then needs no second one. */
  constructor(initial: State, frame: Frame) {
    this.#snapshot = initial;
    this.#frame = frame;
  }

  get snapshot(): State {
    return this.#snapshot;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Something changed: it is shown at the next frame. */
  changed(): void {
    if (this.#isStale) return;
    this.#isStale = true;
    this.#frame(() => this.#publish());
  }

  /** The state as it is now. */
  protected abstract state(): State;

  #publish(): void {
    if (!this.#isStale) return;
    this.#isStale = false;
    this.#snapshot = this.state();
    for (const listener of [...this.#listeners]) listener();
  }
}
