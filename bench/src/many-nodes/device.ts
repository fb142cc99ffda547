import type { Connection } from '@eagre/server/src/gateway/connection.ts';
import type { Socket } from '@eagre/server/src/gateway/socket.ts';
import type { FrameReader } from './frame-reader.ts';

/** What all devices of a node share. */
export interface Surroundings {
  readonly reader: FrameReader;
  /** The thread's time for one frame. */
  readonly spendFrame: () => void;
  /** The device was told that it acts on another node. */
  readonly movedAway: (device: Device) => void;
  /** What no device may see, counted. */
  readonly wrong: { holes: number; repeats: number; strays: number };
}

/**
 * A socket without a network, and the device behind it: it takes every frame, and checks that each
 * reliable entry of the room comes once and in order.
 */
export class Device implements Socket {
  readonly #around: Surroundings;
  readonly user: string;
  connection!: Connection;
  gen = 1;
  inside = false;
  /** The last reliable entry that it has … */
  position = 0;
  /** … and had from the answer to its enter: what was on its way then may come as well. */
  told = 0;
  /** Where it is among the devices of its node that are in, or out. */
  index = -1;

  constructor(around: Surroundings, user: string) {
    this.#around = around;
    this.user = user;
  }

  get remoteAddress(): string {
    return '192.0.2.1';
  }

  send(frame: string | Uint8Array): number {
    const { reader, spendFrame, wrong, movedAway } = this.#around;
    spendFrame();
    const read = reader.read(frame as string);
    if (read === undefined) movedAway(this);
    else if (!this.inside) wrong.strays += 1;
    else if (read.last >= read.first) this.#take(read.first, read.last);
    return frame.length;
  }

  close(): void {}
  terminate(): void {}
  ping(): void {}
  getBufferedAmount(): number {
    return 0;
  }

  #take(first: number, last: number): void {
    const { wrong } = this.#around;
    if (first > this.position + 1) wrong.holes += 1;
    if (first <= this.position && first > this.told) wrong.repeats += 1;
    this.position = Math.max(this.position, last);
  }
}
