import type { Random } from '@eagre/protocol';
import type { Load } from '../../engine/load.ts';
import { nowMs } from '../../engine/now.ts';
import type { Population } from '../../engine/population.ts';
import { Alarms } from './alarms.ts';
import { exponentialMs, forked } from './forked.ts';
import type { Floor, Viewer } from './night-floor.ts';
import type { Part } from './phases.ts';
import { Timeline } from './timeline.ts';

export interface LossesOptions {
  perSecond: number;
  /** For how long a phone has no network, on average. */
  awaySeconds: number;
}

/** A trickle of viewers who lose their connection and come back, to where they were. */
export class NightLosses implements Part {
  readonly #population: Pick<Population, 'comeBack'>;
  readonly #awaySeconds: number;
  readonly #floor: Floor;
  readonly #random: Random;
  readonly #timeline = new Timeline();
  readonly #away: Alarms<Viewer>;
  /** Those who will ring. */
  readonly #waiting = new Set<Viewer>();
  readonly #coming = new Set<Promise<void>>();

  constructor(
    load: Pick<Load, 'random'>,
    population: Pick<Population, 'comeBack'>,
    floor: Floor,
    { perSecond, awaySeconds }: LossesOptions,
  ) {
    this.#awaySeconds = awaySeconds;
    this.#population = population;
    this.#floor = floor;
    this.#random = forked(load.random);
    this.#away = new Alarms((viewer, dueMs) => this.#back(viewer, dueMs));
    this.#timeline.add({
      gapMs: () => exponentialMs(this.#random, perSecond),
      act: (dueMs) => this.#lose(dueMs),
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

  /** Whoever is away comes back at once. */
  async settled(): Promise<void> {
    this.#away.clear();
    for (const viewer of [...this.#waiting]) this.#back(viewer, nowMs());
    await Promise.all(this.#coming);
  }

  #lose(dueMs: number): void {
    const viewer = this.#floor.someone(this.#random);
    if (viewer === undefined) return;
    this.#floor.leave(viewer);
    viewer.device.terminate();
    this.#waiting.add(viewer);
    this.#away.at(dueMs + exponentialMs(this.#random, 1 / this.#awaySeconds), viewer);
  }

  #back(viewer: Viewer, dueMs: number): void {
    this.#waiting.delete(viewer);
    const coming = this.#comeBack(viewer, dueMs).finally(() => this.#coming.delete(coming));
    this.#coming.add(coming);
  }

  async #comeBack(viewer: Viewer, dueMs: number): Promise<void> {
    const { device } = viewer;
    await this.#population.comeBack(device, dueMs);
    // When the run ends nobody else tries any more, and the server still counts the device in.
    if (!device.isReady) await device.reconnect().catch(() => {});
    if (device.isReady) this.#floor.arrive(viewer, viewer.at);
  }
}
