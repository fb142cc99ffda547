import type { Device } from '@eagre/swarm/device/device';
import type { Fleet } from '@eagre/swarm/device/fleet';
import { until } from '@eagre/testkit';

/** After the last send; a device that was told to pull needs a few rounds. ms. */
const answersWithinMs = 30_000;
/** A room that showed nothing for so long has nothing more to show: the longest window is shorter. ms. */
const quietMs = 1500;
const quietWithinMs = 30_000;

/** Waits until all sends are answered, every device has the whole log, and no chat comes any more. */
export async function settle(
  fleet: Fleet,
  devices: readonly Device[],
  senders: readonly { readonly unanswered: number; readonly acked: number }[],
  reliable: { readonly unanswered: number; readonly acked: number },
): Promise<void> {
  const isAnswered = () => [...senders, reliable].every(({ unanswered }) => unanswered === 0);
  await until(isAnswered, { timeoutMs: answersWithinMs, pollMs: 20, what: 'the last answers' });
  const hasAll = () => devices.every(({ received }) => received >= reliable.acked);
  // Gives up quietly: whoever judges what arrived tells what is missing.
  await until(hasAll, { timeoutMs: answersWithinMs, pollMs: 50 }).catch(() => {});
  await untilNoChat(fleet);
}

async function untilNoChat(fleet: Fleet): Promise<void> {
  const startedMs = performance.now();
  let seen = fleet.chat;
  let seenAtMs = startedMs;
  const isQuiet = () => {
    const nowMs = performance.now();
    if (fleet.chat !== seen) seenAtMs = nowMs;
    seen = fleet.chat;
    return nowMs - seenAtMs >= quietMs;
  };
  await until(isQuiet, { timeoutMs: quietWithinMs, pollMs: 50 }).catch(() => {});
}
