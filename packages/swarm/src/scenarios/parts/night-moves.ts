import type { Random } from '@eagre/protocol';
import type { Load } from '../../engine/load.ts';
import { nowMs } from '../../engine/now.ts';
import { exponentialMs, forked } from './forked.ts';
import type { Floor, FloorRoom, Viewer } from './night-floor.ts';
import type { Part } from './phases.ts';
import { Timeline } from './timeline.ts';

/** Between two looks at a connection that is lost. ms. */
const retryMs = 100;

/** Brings viewers into their rooms, and lets them go from show to show. */
export class NightMoves implements Part {
  readonly #load: Pick<Load, 'signal' | 'meter'>;
  readonly #floor: Floor;
  readonly #random: Random;
  readonly #timeline = new Timeline();
  readonly #moving = new Set<Promise<void>>();
  /** Who never got where it wanted, in words. */
  readonly failures: string[] = [];

  constructor(load: Load, floor: Floor, hopsPerSecond: number) {
    this.#load = load;
    this.#floor = floor;
    this.#random = forked(load.random);
    this.#timeline.add({
      gapMs: () => exponentialMs(this.#random, hopsPerSecond),
      act: (dueMs) => this.#hop(dueMs),
    });
  }

  start(): void {
    this.#timeline.start();
  }

  stop(): void {
    this.#timeline.stop();
  }

  pace(factor: number): void {
    this.#timeline.pace(factor);
  }

  async settled(): Promise<void> {
    await Promise.all(this.#moving);
  }

  /** A viewer who is in no room yet goes to its own. */
  bringIn(viewer: Viewer, dueMs: number): void {
    this.#go(viewer, undefined, viewer.at, dueMs);
  }

  #hop(dueMs: number): void {
    const viewer = this.#floor.someone(this.#random);
    // Where the crowd is: a room draws as many as are inside.
    const to = this.#floor.someone(this.#random)?.at;
    if (viewer === undefined || to === undefined || viewer.at === to) return;
    const from = viewer.at;
    this.#floor.leave(viewer);
    this.#go(viewer, from, to, dueMs);
  }

  #go(viewer: Viewer, from: FloorRoom | undefined, to: FloorRoom, dueMs: number): void {
    const moving = this.#move(viewer, from, to, dueMs)
      .catch((error: unknown) => void this.failures.push(String(error)))
      .finally(() => this.#moving.delete(moving));
    this.#moving.add(moving);
  }

  /** Over lost connections, until it is there or the run ends. */
  async #move(viewer: Viewer, from: FloorRoom | undefined, to: FloorRoom, dueMs: number) {
    const { meter, signal } = this.#load;
    const { device } = viewer;
    for (;;) {
      try {
        await device.enter(to.room, from?.room);
        break;
      } catch (error) {
        // Ready means that it was not the connection.
        if (device.isReady || signal.aborted) throw error;
      }
      while (!device.isReady && !signal.aborted) await Bun.sleep(retryMs);
    }
    meter.count('enters');
    if (from !== undefined) meter.count('leaves');
    meter.time('enter', nowMs() - dueMs);
    this.#floor.arrive(viewer, to);
  }
}
