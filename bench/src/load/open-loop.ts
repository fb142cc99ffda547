import type { Device } from '@eagre/swarm/device/device';
import { nowMs } from '@eagre/swarm/engine/now';
import type { Senders } from './senders.ts';

/**
 * Sends on a schedule that waits for nobody, as people do. A message carries the time at which it was
 * due, so that one held up by a stall counts with all of its waiting.
 */
export async function sendOnSchedule(
  senders: Senders,
  devices: readonly Device[],
  perSecond: number,
  seconds: number,
  onProgress: (fraction: number) => void,
): Promise<void> {
  const startMs = nowMs();
  const total = Math.floor(perSecond * seconds);
  for (let next = 0; next < total; ) {
    const elapsedMs = nowMs() - startMs;
    const due = Math.min(total, Math.floor((elapsedMs / 1000) * perSecond) + 1);
    for (; next < due; next += 1) {
      const device = devices[next % devices.length] as Device;
      senders.send(device, startMs + (next / perSecond) * 1000);
    }
    onProgress(next / total);
    await Bun.sleep(1);
  }
}
