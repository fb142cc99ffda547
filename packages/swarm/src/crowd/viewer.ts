import type { Random } from '@eagre/protocol';
import { Device } from '../device/device.ts';
import type { Fleet } from '../device/fleet.ts';

/** Likes that one viewer taps in a row, at most. */
const mostTaps = 12;

export interface ViewerCounts {
  said: number;
  liked: number;
  refused: number;
}

/** Somebody who comes into the room, says something, taps likes, and goes again. */
export class Viewer {
  readonly user: string;
  readonly #fleet: Fleet;
  readonly #room: string;
  readonly #tokenFor: (user: string) => Promise<string>;
  readonly #counts: ViewerCounts;
  #device: Device | undefined;
  #serial = 0;
  #isBusy = false;

  constructor(
    user: string,
    room: string,
    fleet: Fleet,
    tokenFor: (user: string) => Promise<string>,
    counts: ViewerCounts,
  ) {
    this.user = user;
    this.#room = room;
    this.#fleet = fleet;
    this.#tokenFor = tokenFor;
    this.#counts = counts;
  }

  get isIn(): boolean {
    return this.#device?.isOpen === true && !this.#isBusy;
  }

  /** Neither coming nor going. */
  get isOut(): boolean {
    return this.#device?.isOpen !== true && !this.#isBusy;
  }

  /** Rejects when the server can't be reached or does not want the viewer. */
  async come(): Promise<void> {
    this.#isBusy = true;
    try {
      const token = await this.#tokenFor(this.user);
      const options = { user: this.user, token, follows: false };
      const { device } = await Device.connect(this.#fleet, options);
      // A viewer has a new one each time: nobody asks what earlier ones saw.
      if (this.#device !== undefined) this.#fleet.devices.delete(this.#device);
      this.#device = device;
      await device.enter(this.#room);
    } finally {
      this.#isBusy = false;
    }
  }

  async go(): Promise<void> {
    const device = this.#device;
    if (device === undefined) return;
    this.#isBusy = true;
    this.#device = undefined;
    try {
      await device.leave(this.#room);
    } finally {
      device.close();
      this.#fleet.devices.delete(device);
      this.#isBusy = false;
    }
  }

  say(text: string): void {
    this.#counts.said += 1;
    this.#serial += 1;
    const id = `${Date.now().toString(36)}-${this.user}.${this.#serial}`;
    this.#device?.say(this.#room, id, text, ({ error }) => {
      if (error !== undefined) this.#counts.refused += 1;
    });
  }

  like(random: Random): void {
    const taps = 1 + Math.floor(random.next() * mostTaps);
    this.#counts.liked += taps;
    // Greater with each sum of the device, whatever ran before it: a clock will do.
    const seq = this.#device?.nextGeneration() ?? 1;
    const command = { cmd: 'room.tap', room: this.#room, seq, counts: { like: taps } };
    this.#device?.call(command, ({ error }) => {
      if (error !== undefined) this.#counts.refused += 1;
    });
  }
}
