/**
 * A read that is made again and again, one at a time: what a read finds must not replace what a later
 * one found. Calls that come while one is under way share the next.
 */
export class SerialRead {
  readonly #read: () => Promise<void>;
  #running: Promise<void> | undefined;
  #next: Promise<void> | undefined;
  #turns = 0;

  constructor(read: () => Promise<void>) {
    this.#read = read;
  }

  /** Reads begun and ended so far; odd while one is under way. */
  get turns(): number {
    return this.#turns;
  }

  /** Resolves after a read that began after the call. Rejects as that read does. */
  run(): Promise<void> {
    if (this.#next !== undefined) return this.#next;
    if (this.#running === undefined) return this.#start();
    this.#next = this.#running
      .catch(() => {})
      .then(() => {
        this.#next = undefined;
        return this.#start();
      });
    return this.#next;
  }

  #start(): Promise<void> {
    this.#turns += 1;
    this.#running = this.#read().finally(() => {
      this.#turns += 1;
      this.#running = undefined;
    });
    return this.#running;
  }
}
