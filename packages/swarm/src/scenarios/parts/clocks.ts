import type { Device } from '../../device/device.ts';
import { nowMs } from '../../engine/now.ts';
import { atRate } from './at-rate.ts';
import { ServerClock } from './server-clock.ts';

/** Answers of which each device takes the quickest, as a client does. */
const pings = 3;

/** Lets each device learn the server's clock, `perSecond` pings of all together. */
export async function readClocks(
  devices: readonly Device[],
  perSecond: number,
  signal: AbortSignal,
): Promise<Map<Device, ServerClock>> {
  const clocks = new Map(devices.map((device) => [device, new ServerClock()]));
  const rounds = Array.from({ length: pings }, () => [...clocks]).flat();
  await atRate(rounds, perSecond, signal, ([device, clock]) => read(device, clock));
  return clocks;
}

/** One that is not answered tells nothing: the device has others. */
function read(device: Pick<Device, 'call'>, clock: ServerClock): Promise<void> {
  const sentMs = nowMs();
  return new Promise((resolve) => {
    device.call({ cmd: 'ping' }, ({ ok }) => {
      if (ok !== undefined) clock.offer((ok as { now: number }).now, sentMs, nowMs());
      resolve();
    });
  });
}
