import { Device } from '@eagre/swarm/device/device';
import type { DeviceOptions } from '@eagre/swarm/device/device-options';
import type { Fleet } from '@eagre/swarm/device/fleet';
import { inParallel } from '@eagre/swarm/engine/in-parallel';
import { assertDevicesFit } from '@eagre/swarm/target/file-limit';
import type { Progress } from '../cli/progress.ts';
import { tokenFor } from '../lib/credentials.ts';

/** Handshakes under way at once: enough to keep the server busy, few enough for its accept queue. */
const handshakesAtOnce = 100;

/** One device for each user. */
export async function connectAll(
  fleet: Fleet,
  users: readonly string[],
  progress: Progress,
  options: Partial<DeviceOptions> = {},
): Promise<Device[]> {
  assertDevicesFit(users.length);
  progress.step(`connecting ${users.length.toLocaleString('en')} devices`);
  return inParallel(
    users,
    handshakesAtOnce,
    async (user) => {
      const { device } = await Device.connect(fleet, {
        ...options,
        user,
        token: tokenFor(user),
      });
      return device;
    },
    (done) => progress.at(done / users.length),
  );
}
