/** Entered lines, worked on in their order, messages without waiting for each other's answers. */
export class LineQueue {
  readonly #run: (line: string) => Promise<void>;
  readonly #underWay = new Set<Promise<void>>();
  #lines: Promise<void>;

  /** The first line waits for `ready`. */
  constructor(ready: Promise<void>, run: (line: string) => Promise<void>) {
    this.#lines = ready;
    this.#run = run;
  }

  add(text: string): void {
    this.#lines = this.#lines.then(() => {
      const done = this.#run(text).finally(() => this.#underWay.delete(done));
      this.#underWay.add(done);
      // A command's output should stand before that of the next line; messages need not wait.
      return text.startsWith('/') ? done : undefined;
    });
  }

  /** Resolves when all that was added is done with. */
  async done(): Promise<void> {
    await this.#lines;
    await Promise.all(this.#underWay);
  }
}
