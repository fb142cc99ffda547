/**
 * Runs tasks of the same key one after the other, in call order, and tasks of different keys side
 * by side. A task that fails does not hold up the next one.
 */
export class KeyedLanes<Key> {
  readonly #tails = new Map<Key, Promise<unknown>>();

  run<Result>(key: Key, task: () => Promise<Result>): Promise<Result> {
    const before = this.#tails.get(key);
    const result = before === undefined ? task() : before.then(task, task);
    this.#tails.set(key, result);
    const leave = () => {
      if (this.#tails.get(key) === result) this.#tails.delete(key);
    };
    result.then(leave, leave);
    return result;
  }

  /** Keys with a task running or waiting. */
  size(): number {
    return this.#tails.size;
  }
}
