import type { AppId, Clock, Timer, UserId } from '@eagre/protocol';
import { appOfKey, type QueueKey, queueOfKey, type UserKey, userKey } from '../keys.ts';
import type { Limits } from '../limits.ts';
import type { Membership } from '../timeline/records.ts';
import type { Timeline } from '../timeline/timeline.ts';

export interface RefollowOptions<Device> {
  readonly devicesOf: (user: UserKey) => readonly Device[];
  readonly timeline: Pick<Timeline, 'memberships'>;
  /** The list of conversations is about to be read for the device … */
  readonly enter: (app: AppId, user: UserId, device: Device) => void;
  /** … and was; undefined: it could not be. */
  readonly correct: (
    app: AppId,
    user: UserId,
    device: Device,
    memberships: readonly Membership[] | undefined,
  ) => void;
  readonly clock: Clock;
  readonly limits: Pick<Limits, 'followAgainMs'>;
  readonly report: (error: unknown) => void;
}

/**
 * Control entries of a user queue may be among what a node never saw. Then the list of conversations,
 * which is at least as new, says what the user's devices follow.
 */
export class Refollow<Device> {
  readonly #options: RefollowOptions<Device>;
  /** User queues whose list could not be read. */
  #again = new Set<QueueKey>();
  #timer: Timer | undefined;
  #closed = false;

  constructor(options: RefollowOptions<Device>) {
    this.#options = options;
  }

  async skipped(key: QueueKey): Promise<void> {
    const { devicesOf, timeline, enter, correct, report } = this.#options;
    const app = appOfKey(key);
    const user = queueOfKey(key).slice('user:'.length) as UserId;
    const devices = [...devicesOf(userKey(app, user))];
    if (devices.length === 0 || this.#closed) return;
    for (const device of devices) enter(app, user, device);
    const memberships = await timeline.memberships(userKey(app, user)).catch((error: unknown) => {
      report(error);
      return undefined;
    });
    const left = new Set(devicesOf(userKey(app, user)));
    for (const device of devices) {
      if (left.has(device)) correct(app, user, device, memberships);
    }
    if (memberships === undefined) this.#later(key);
  }

  close(): void {
    this.#closed = true;
    this.#timer?.cancel();
    this.#again.clear();
  }

  #later(key: QueueKey): void {
    if (this.#closed) return;
    const { clock, limits } = this.#options;
    this.#again.add(key);
    this.#timer ??= clock.setTimer(limits.followAgainMs, () => {
      this.#timer = undefined;
      const again = this.#again;
      this.#again = new Set();
      for (const one of again) void this.skipped(one);
    });
  }
}
