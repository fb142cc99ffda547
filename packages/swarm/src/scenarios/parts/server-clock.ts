/**
 * The server's clock as a device knows it: from answers that tell `now`, of which the one with the
 * shortest round trip is the nearest to the truth, and off by half of it at most.
 */
export class ServerClock {
  #aheadMs = 0;
  #errorMs = Number.POSITIVE_INFINITY;

  /** ms; Infinity as long as no answer has told it. */
  get errorMs(): number {
    return this.#errorMs;
  }

  /** The answer told `now`; sent and received by the tool's own clock. ms. */
  offer(now: number, sentMs: number, receivedMs: number): void {
    const errorMs = (receivedMs - sentMs) / 2;
    if (errorMs >= this.#errorMs) return;
    this.#errorMs = errorMs;
    this.#aheadMs = now - (sentMs + receivedMs) / 2;
  }

  serverMs(ownMs: number): number {
    return ownMs + this.#aheadMs;
  }

  ownMs(serverMs: number): number {
    return serverMs - this.#aheadMs;
  }
}
