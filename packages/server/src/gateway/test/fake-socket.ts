import type { Socket, SocketEvents } from '../socket.ts';

/**
 * A socket with a network of a set size behind it: past `roomBytes` it takes one more frame (-1),
 * then refuses (0) until the test lets it drain, as the runtime's does at its limit.
 */
export class FakeSocket implements Socket {
  readonly remoteAddress = '192.0.2.1';
  readonly sent: string[] = [];
  /** Binary frames. */
  readonly sentBytes: Uint8Array[] = [];
  roomBytes = Number.POSITIVE_INFINITY;
  /** Bytes taken and not yet sent. */
  unsent = 0;
  events: SocketEvents | undefined;
  closedWith: number | undefined;
  terminated = false;
  pings = 0;
  /** Refuses so many sends, as the runtime does when its own buffer is full. */
  refusals = 0;
  /** What a send while blocked would have told of a fault of the caller. */
  sendsWhileBlocked = 0;

  send(frame: string | Uint8Array): number {
    if (this.closedWith !== undefined || this.terminated) return 0;
    if (this.unsent > 0) {
      this.sendsWhileBlocked += 1;
      return 0;
    }
    if (this.refusals > 0) {
      this.refusals -= 1;
      return 0;
    }
    if (typeof frame === 'string') this.sent.push(frame);
    else this.sentBytes.push(frame);
    const { length } = frame;
    if (length <= this.roomBytes) {
      this.roomBytes -= length;
      return length;
    }
    this.unsent = length - this.roomBytes;
    this.roomBytes = 0;
    return -1;
  }

  /** Everything is sent, and there is this much room again. */
  letDrain(roomBytes = Number.POSITIVE_INFINITY): void {
    this.roomBytes = roomBytes;
    this.unsent = 0;
    this.events?.drain();
  }

  close(code: number, reason: string): void {
    if (this.closedWith !== undefined || this.terminated) return;
    this.closedWith = code;
    this.events?.closed(code, reason);
  }

  terminate(): void {
    this.terminated = true;
    this.events?.closed(1006, '');
  }

  ping(): void {
    this.pings += 1;
  }

  getBufferedAmount(): number {
    return this.unsent;
  }

  /** What was sent and not yet looked at, parsed. */
  take(): Record<string, unknown>[] {
    return this.sent.splice(0).map((text) => JSON.parse(text) as Record<string, unknown>);
  }
}
