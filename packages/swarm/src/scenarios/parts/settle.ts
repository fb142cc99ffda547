import { until } from '@eagre/testkit';
import type { Device } from '../../device/device.ts';
import type { Load } from '../../engine/load.ts';
import type { Speaker } from '../../engine/speaker.ts';

/** A device that was told to pull needs a few rounds; one that lost its connection, to come back. ms. */
const caughtUpWithinMs = 30_000;
/** Rooms that showed nothing for so long have nothing more to show: the longest window is shorter. ms. */
const quietMs = 1500;
const quietWithinMs = 30_000;
/** When the run shall end at once: shorter than people wait, longer than the windows of small rooms. ms. */
const hurry = { caughtUpWithinMs: 1000, quietMs: 400, quietWithinMs: 800 };

/**
 * The end of every scenario that speaks: all is answered in all processes, every device is at the head
 * of all it follows, and no chat comes any more. Gives up in the end without a word: what is missing is
 * told by the verdicts.
 */
export async function settle(load: Load, speaker: Pick<Speaker, 'settled'>): Promise<void> {
  load.progress('settling');
  await speaker.settled();
  await load.sync('answered');
  const patience = load.signal.aborted ? hurry : { caughtUpWithinMs, quietMs, quietWithinMs };
  await until(() => [...load.fleet.devices].every(isCaughtUp), {
    timeoutMs: patience.caughtUpWithinMs,
    pollMs: 20,
  }).catch(() => {});
  await untilQuiet(() => load.fleet.deliveries, patience);
  await load.sync('settled');
}

function isCaughtUp(device: Device): boolean {
  return device.isReady && device.isUpToDate;
}

async function untilQuiet(
  count: () => number,
  { quietMs, quietWithinMs }: { quietMs: number; quietWithinMs: number },
): Promise<void> {
  let seen = count();
  let seenAtMs = performance.now();
  const isQuiet = () => {
    const nowMs = performance.now();
    if (count() !== seen) seenAtMs = nowMs;
    seen = count();
    return nowMs - seenAtMs >= quietMs;
  };
  await until(isQuiet, { timeoutMs: quietWithinMs, pollMs: 20 }).catch(() => {});
}
