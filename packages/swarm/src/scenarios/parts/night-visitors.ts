import type { SeededRandom } from '@eagre/testkit';
import type { Device } from '../../device/device.ts';
import type { Load } from '../../engine/load.ts';
import { nowMs } from '../../engine/now.ts';
import type { Population } from '../../engine/population.ts';
import { atRate } from './at-rate.ts';
import { forked } from './forked.ts';

/** Devices that come for a while and go again, all within a few seconds, each out of its own room. */
export class Visitors {
  readonly #signal: AbortSignal;
  readonly #population: Pick<Population, 'comeBack' | 'enter' | 'leave'>;
  readonly #devices: readonly Device[];
  readonly #roomOf: (device: Device) => string;
  readonly #random: SeededRandom;

  constructor(
    load: Pick<Load, 'random' | 'signal'>,
    population: Pick<Population, 'comeBack' | 'enter' | 'leave'>,
    devices: readonly Device[],
    roomOf: (device: Device) => string,
  ) {
    this.#signal = load.signal;
    this.#population = population;
    this.#devices = devices;
    this.#roomOf = roomOf;
    this.#random = forked(load.random);
  }

  /** Resolves when all are there, from where they were, and back in their rooms. */
  comeWithin(seconds: number): Promise<void> {
    return this.#all(seconds, async (device, dueMs) => {
      if (device.isReady) return;
      const answer = await this.#population.comeBack(device, dueMs);
      if (answer !== undefined) {
        await this.#population.enter(device, this.#roomOf(device), nowMs());
      }
    });
  }

  goWithin(seconds: number): Promise<void> {
    return this.#all(seconds, async (device) => {
      await this.#population.leave(device, this.#roomOf(device));
      device.close();
    });
  }

  #all(seconds: number, work: (device: Device, dueMs: number) => Promise<void>): Promise<void> {
    const devices = this.#random.shuffle(this.#devices);
    return atRate(devices, devices.length / seconds, this.#signal, work);
  }
}
