import type { Progress } from '../cli/progress.ts';
import { type DeviceOptions, EagreDevice } from '../device/eagre-device.ts';
import { type Fleet, inParallel } from '../device/fleet.ts';
import { tokenFor } from '../lib/credentials.ts';
import { assertDevicesFit } from '../lib/file-limit.ts';

/** Handshakes under way at once: enough to keep the server busy, few enough for its accept queue. */
const handshakesAtOnce = 100;

/** One device for each user. */
export async function connectAll(
  fleet: Fleet,
  users: readonly string[],
  progress: Progress,
  options: Partial<DeviceOptions> = {},
): Promise<EagreDevice[]> {
  assertDevicesFit(users.length);
  progress.step(`connecting ${users.length.toLocaleString('en')} devices`);
  return inParallel(
    users,
    handshakesAtOnce,
    async (user) => {
      const { device } = await EagreDevice.connect(fleet, {
        ...options,
        user,
        token: tokenFor(user),
      });
      return device;
    },
    (done) => progress.at(done / users.length),
  );
}
