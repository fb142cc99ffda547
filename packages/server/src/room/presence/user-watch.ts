import type { Bus, DeviceMessage, Subscription } from '../../bus/bus.ts';
import type { QueueKey } from '../../keys.ts';

interface Watched {
  readonly subscription: Subscription;
  devices: number;
}

/**
 * Listens to the subjects of users whose devices have lost their connection here and may turn up on
 * another node: the fan-out follows a user only while it has a connection.
 */
export class UserWatch {
  readonly #bus: Bus;
  readonly #heard: (subject: QueueKey, message: DeviceMessage) => void;
  readonly #users = new Map<QueueKey, Watched>();

  constructor(bus: Bus, heard: (subject: QueueKey, message: DeviceMessage) => void) {
    this.#bus = bus;
    this.#heard = heard;
  }

  /** Users listened to. */
  get size(): number {
    return this.#users.size;
  }

  /** Once for each device. */
  add(subject: QueueKey): void {
    const known = this.#users.get(subject);
    if (known !== undefined) {
      known.devices += 1;
      return;
    }
    const subscription = this.#bus.subscribe(subject, (message) => {
      if (message.type === 'device') this.#heard(subject, message);
    });
    this.#users.set(subject, { subscription, devices: 1 });
  }

  remove(subject: QueueKey): void {
    const known = this.#users.get(subject);
    if (known === undefined) return;
    known.devices -= 1;
    if (known.devices > 0) return;
    this.#users.delete(subject);
    known.subscription.cancel();
  }

  close(): void {
    for (const { subscription } of this.#users.values()) subscription.cancel();
    this.#users.clear();
  }
}
