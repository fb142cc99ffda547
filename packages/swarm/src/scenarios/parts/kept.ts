import type { Controller } from '../../engine/scenario.ts';

/**
 * What the processes of a run told at a meeting, until it is judged: scenarios are stateless, and
 * several runs may be under way in one process.
 */
export class Kept<T> {
  readonly #values = new WeakMap<Controller, T>();

  keep(controller: Controller, value: T): void {
    this.#values.set(controller, value);
  }

  /** Undefined when the run ended before. */
  of(controller: Controller): T | undefined {
    return this.#values.get(controller);
  }
}
