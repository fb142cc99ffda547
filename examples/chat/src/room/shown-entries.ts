/** How far a room's log is shown, for those who wait for their own message to stand there. */
export class ShownEntries {
  #newest = 0;
  #waiting: { syncId: number; done: () => void }[] = [];

  shown(syncId: number): void {
    this.#newest = syncId;
    const reached = this.#waiting.filter((one) => one.syncId <= syncId);
    this.#waiting = this.#waiting.filter((one) => one.syncId > syncId);
    for (const { done } of reached) done();
  }

  /** Resolves when the entry is shown, or will not be. */
  until(syncId: number): Promise<void> {
    if (syncId <= this.#newest) return Promise.resolve();
    return new Promise((done) => this.#waiting.push({ syncId, done }));
  }

  /** Nothing more of this log comes. */
  end(): void {
    this.shown(Number.POSITIVE_INFINITY);
  }

  /** Another log begins. */
  begin(): void {
    this.end();
    this.#newest = 0;
  }
}
