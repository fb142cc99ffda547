import type { Random } from '@eagre/protocol';
import type { Device } from '../../device/device.ts';
import { nowMs } from '../../engine/now.ts';
import type { Speaker } from '../../engine/speaker.ts';
import { Alarms } from './alarms.ts';
import { exponentialMs, forked } from './forked.ts';
import type { Part } from './phases.ts';
import { type Stream, Timeline } from './timeline.ts';

/** A room of which this process has some devices. */
export interface LikedRoom {
  room: string;
  /** Bursts of taps that begin in a second, at the plain pace, at this process's devices together. */
  burstsPerSecond: number;
  /** Who is there; it may change meanwhile. */
  devices: readonly Device[];
}

export interface LikesOptions {
  counter?: string;
  /** A client gathers what is tapped for so long and sends the sum. ms. */
  batchMs?: number;
  /** Of a finger that taps. */
  tapsPerSecond?: number;
  /** Sums of one burst, on average. */
  batches?: number;
}

interface Burst {
  room: string;
  device: Device;
  left: number;
}

/** Fingers that tap hearts in bursts; what travels are sums, as a client makes them. */
export class RoomLikes implements Part {
  readonly #speaker: Pick<Speaker, 'tap' | 'settled'>;
  readonly #random: Random;
  readonly #options: Required<LikesOptions>;
  readonly #timeline = new Timeline();
  readonly #batches: Alarms<Burst>;

  constructor(
    speaker: Pick<Speaker, 'tap' | 'settled'>,
    random: Random,
    rooms: readonly LikedRoom[],
    { counter = 'like', batchMs = 1000, tapsPerSecond = 6, batches = 4 }: LikesOptions = {},
  ) {
    this.#speaker = speaker;
    this.#random = forked(random);
    this.#options = { counter, batchMs, tapsPerSecond, batches };
    this.#batches = new Alarms((burst, dueMs) => this.#sum(burst, dueMs));
    for (const room of rooms) this.#timeline.add(this.#burstsIn(room, forked(random)));
  }

  start(): void {
    this.#timeline.start();
  }

  /** No finger begins; those that tap lift at once, and what they tapped has been sent or is not counted. */
  stop(): void {
    this.#timeline.stop();
    this.#batches.clear();
  }

  pace(factor: number): void {
    this.#timeline.pace(factor);
  }

  settled(): Promise<void> {
    return this.#speaker.settled();
  }

  #burstsIn({ room, burstsPerSecond, devices }: LikedRoom, random: Random): Stream {
    return {
      gapMs: () => exponentialMs(random, burstsPerSecond),
      act: () => {
        const device = devices[Math.floor(random.next() * devices.length)];
        // Geometric: most bursts are short, a few go on and on.
        const left = Math.ceil(
          Math.log(1 - random.next()) / Math.log(1 - 1 / this.#options.batches),
        );
        if (device !== undefined) this.#goOn({ room, device, left: Math.max(1, left) }, nowMs());
      },
    };
  }

  #goOn(burst: Burst, fromMs: number): void {
    this.#batches.at(fromMs + this.#options.batchMs, burst);
  }

  #sum(burst: Burst, dueMs: number): void {
    // Whoever has gone to another room taps no more in this one.
    if (burst.device.seatIn(burst.room) === undefined) return;
    const { counter, batchMs, tapsPerSecond } = this.#options;
    const mean = (tapsPerSecond * batchMs) / 1000;
    const taps = 1 + Math.floor(this.#random.next() * (2 * mean - 1));
    this.#speaker.tap(burst.device, burst.room, counter, taps);
    burst.left -= 1;
    if (burst.left > 0) this.#goOn(burst, dueMs);
  }
}
