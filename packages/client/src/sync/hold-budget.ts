/** Room for entries that wait for an earlier one, shared by all queues of a device. */
export class HoldBudget {
  #left: number;

  constructor(entries: number) {
    this.#left = entries;
  }

  get left(): number {
    return this.#left;
  }

  take(): boolean {
    if (this.#left === 0) return false;
    this.#left -= 1;
    return true;
  }

  give(entries: number): void {
    this.#left += entries;
  }
}
