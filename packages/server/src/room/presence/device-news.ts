import type { Clock } from '@eagre/protocol';
import type { Bus, DeviceMessage } from '../../bus/bus.ts';
import type { QueueKey } from '../../keys.ts';
import type { Limits } from '../../limits.ts';
import type { Device } from './device.ts';
import { DueList } from './due-list.ts';
import { UserWatch } from './user-watch.ts';

export interface DeviceNewsOptions {
  readonly node: string;
  readonly clock: Clock;
  readonly limits: Pick<Limits, 'roomMoveRepeatMs' | 'roomLeaveSlice'>;
  readonly bus: Bus;
  readonly heard: (subject: QueueKey, message: DeviceMessage) => void;
  readonly report: (error: unknown, what: string) => void;
}

/** Tells other nodes which devices act here, and hears of those that lost their connection here. */
export class DeviceNews {
  readonly #options: DeviceNewsOptions;
  readonly #watch: UserWatch;
  readonly #repeats: DueList<Device>;

  constructor(options: DeviceNewsOptions) {
    const { bus, clock, limits, heard, report } = options;
    this.#options = options;
    this.#watch = new UserWatch(bus, heard);
    this.#repeats = new DueList({
      clock,
      delayMs: limits.roomMoveRepeatMs,
      slice: limits.roomLeaveSlice,
      due: (device) => {
        if (device.isHere) this.#publish(device);
      },
      report: (error) => report(error, 'telling where a device is'),
    });
  }

  /** Users that are listened to. */
  get watched(): number {
    return this.#watch.size;
  }

  /** Where the device is: told now, and once more in case that is lost. */
  tell(device: Device): void {
    this.#publish(device);
    this.#repeats.add(device);
  }

  /** Listens for a device, or stops to. While it has a connection, the fan-out hears of its user. */
  listen(device: Device, isWanted: boolean): void {
    if (isWanted === device.isWatched) return;
    device.isWatched = isWanted;
    if (isWanted) this.#watch.add(device.subject);
    else this.#watch.remove(device.subject);
  }

  close(): void {
    this.#repeats.close();
    this.#watch.close();
  }

  #publish(device: Device): void {
    const { bus, node } = this.#options;
    const { identity, gen, subject } = device;
    bus.publish(subject, { type: 'device', node, device: identity.device, gen });
  }
}
