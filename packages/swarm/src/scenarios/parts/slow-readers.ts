import type { Device } from '../../device/device.ts';

/** Devices that read badly for a while: every other one nothing, the rest a trickle. */
export class SlowReaders {
  readonly #devices: readonly Device[];
  readonly #room: string;
  readonly #bytesPerSecond: number;

  constructor(devices: readonly Device[], room: string, bytesPerSecond: number) {
    this.#devices = devices;
    this.#room = room;
    this.#bytesPerSecond = bytesPerSecond;
  }

  slowDown(): void {
    for (const [i, device] of this.#devices.entries()) {
      this.#untimed(device);
      if (i % 2 === 0) device.pauseReading();
      else device.throttleReading(this.#bytesPerSecond);
    }
  }

  speedUp(): void {
    for (const device of this.#devices) {
      device.throttleReading(undefined);
      device.resumeReading();
    }
  }

  /** What is late for those is no fault of the server; it is the others whose times count. */
  #untimed(device: Device): void {
    device.timedFromMs = Number.POSITIVE_INFINITY;
    const seat = device.seatIn(this.#room);
    if (seat !== undefined) seat.isTimed = false;
  }
}
