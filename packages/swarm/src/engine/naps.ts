/** Waits that all end at once when there is nothing left to wait for. */
export class Naps {
  readonly #wakers = new Map<() => void, Timer>();

  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        this.#wakers.delete(wake);
        resolve();
      };
      this.#wakers.set(wake, setTimeout(wake, ms));
    });
  }

  wakeAll(): void {
    for (const [wake, timer] of this.#wakers) {
      clearTimeout(timer);
      wake();
    }
  }
}
