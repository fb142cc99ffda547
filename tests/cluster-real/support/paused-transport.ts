import type { Transport } from '@eagre/client';
import { webSocketTransport } from '../../../packages/client/src/connection/web-socket.ts';

/** WebSockets that note how long a device heard nothing when a connection of its was lost. */
export class PausedTransport implements Transport {
  /** From the last frame before to the first after, ms. */
  readonly pauses: number[] = [];
  readonly #sockets = webSocketTransport();
  #lastFrameMs: number | undefined;
  #isLost = false;

  open(url: string, events: Parameters<Transport['open']>[1]) {
    return this.#sockets.open(url, {
      opened: () => events.opened(),
      message: (frame) => {
        this.#onFrame();
        events.message(frame);
      },
      closed: (code, reason) => {
        this.#isLost = true;
        events.closed(code, reason);
      },
    });
  }

  #onFrame(): void {
    const now = performance.now();
    if (this.#isLost && this.#lastFrameMs !== undefined) this.pauses.push(now - this.#lastFrameMs);
    this.#isLost = false;
    this.#lastFrameMs = now;
  }
}
