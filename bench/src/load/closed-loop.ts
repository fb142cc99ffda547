import type { Device } from '@eagre/swarm/device/device';
import type { Fleet } from '@eagre/swarm/device/fleet';
import { nowMs } from '@eagre/swarm/engine/now';
import type { Senders } from './senders.ts';

interface Lane {
  device: Device;
  sent: number;
  answered: number;
  /** The device's own messages handed over before the loop began. */
  ownBefore: number;
}

/** A refused sender asks again after this when the server names no time. ms. */
const defaultRetryMs = 100;

/**
 * Keeps `depth` messages of each sender under way: the next goes out when an earlier one was
 * acknowledged and has come back to the sender's own device. Waiting for both keeps the load from
 * outrunning the delivery, which a server could otherwise put off to look fast.
 */
export class ClosedLoop {
  readonly #fleet: Fleet;
  readonly #senders: Senders;
  readonly #depth: number;
  readonly #lanes = new Map<Device, Lane>();
  #running = false;

  constructor(fleet: Fleet, senders: Senders, devices: readonly Device[], depth: number) {
    this.#fleet = fleet;
    this.#senders = senders;
    this.#depth = depth;
    for (const device of devices) {
      const lane = { device, sent: 0, answered: 0, ownBefore: device.receivedOwn };
      this.#lanes.set(device, lane);
    }
  }

  start(): void {
    this.#running = true;
    this.#fleet.onDelivered = (device, frame) => {
      if (!frame.authors.has(device.user)) return;
      const lane = this.#lanes.get(device);
      if (lane !== undefined) this.#pump(lane);
    };
    for (const lane of this.#lanes.values()) this.#pump(lane);
  }

  stop(): void {
    this.#running = false;
  }

  #pump(lane: Lane): void {
    while (this.#running) {
      const finished = Math.min(lane.answered, lane.device.receivedOwn - lane.ownBefore);
      if (lane.sent - finished >= this.#depth) return;
      lane.sent += 1;
      this.#senders.send(lane.device, nowMs(), (refusal) => {
        if (refusal === undefined) lane.answered += 1;
        else lane.sent -= 1;
        if (refusal === undefined) this.#pump(lane);
        else setTimeout(() => this.#pump(lane), refusal.retryAfterMs ?? defaultRetryMs);
      });
    }
  }
}
