import type { Device } from '@eagre/swarm/device/device';
import type { Fleet } from '@eagre/swarm/device/fleet';
import { until } from '@eagre/testkit';
import type { Verdict } from '../cli/scenario.ts';

/** After the last send; a device that was told to pull needs a few rounds. ms. */
const drainWithinMs = 30_000;

/** Waits until each device has handed over `expected` messages; gives up quietly, the verdict tells. */
export async function untilDelivered(
  devices: readonly Device[],
  expected: () => number,
): Promise<void> {
  const isDone = () => devices.every(({ received }) => received >= expected());
  await until(isDone, { timeoutMs: drainWithinMs, pollMs: 20 }).catch(() => {});
}

/** Whether each of the messages reached each device once, in one order for all. */
export function deliveryVerdict(
  fleet: Fleet,
  devices: readonly Device[],
  expected: number,
  what: string,
): Verdict {
  const wrong = devices.filter(({ received }) => received !== expected);
  const { faults, faultCount } = fleet.ledger;
  const number = (value: number) => value.toLocaleString('en');
  if (wrong.length === 0 && faultCount === 0) {
    const text = `${what}: ${number(expected)} messages, each once and in one order at ${number(devices.length)} devices`;
    return { ok: true, text };
  }
  const first = wrong[0];
  const parts = [
    ...(first === undefined
      ? []
      : [
          `${wrong.length} of ${devices.length} devices do not have ${expected} messages ` +
            `(${first.user} has ${first.received})`,
        ]),
    ...(faultCount === 0 ? [] : [`${faultCount} faults, first: ${faults.slice(0, 3).join('; ')}`]),
  ];
  return { ok: false, text: `${what}: ${parts.join('; ')}` };
}
