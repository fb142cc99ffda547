import type { PlotData } from '../../plots/plot-data.ts';
import type { RoomStats } from '../room-answers.ts';

/** The server's curve has a point each ten seconds or so: half an hour live beside what it told. */
const mostPoints = 2_000;

/** Devices in the room over time: the curve of the server, and each figure that came since. */
export class DevicesCourse implements PlotData {
  readonly #times: number[] = [];
  readonly #devices: number[] = [];
  readonly #listeners = new Set<() => void>();

  /** `at`: when the answer came, ms since 1970. What is not newer than what is known is left. */
  add(stats: Pick<RoomStats, 'curve' | 'online'>, at: number): void {
    for (const [curveAt, devices] of stats.curve) this.#push(curveAt, devices);
    this.#push(at, stats.online.devices);
    const over = this.#times.length - mostPoints;
    if (over > 0) {
      this.#times.splice(0, over);
      this.#devices.splice(0, over);
    }
    for (const listener of this.#listeners) listener();
  }

  times(): readonly number[] {
    return this.#times;
  }

  values(): readonly number[] {
    return this.#devices;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #push(atMs: number, devices: number): void {
    const at = atMs / 1000;
    if (at <= (this.#times.at(-1) ?? Number.NEGATIVE_INFINITY)) return;
    this.#times.push(at);
    this.#devices.push(devices);
  }
}
