import type { RoomEnterAnswer } from '@eagre/protocol';
import type { Device } from '../../device/device.ts';
import type { Load } from '../../engine/load.ts';
import { nowMs } from '../../engine/now.ts';
import { atRate } from './at-rate.ts';

/** Between two looks at a connection that was lost on the way in. ms. */
const retryMs = 100;

type Entering = Pick<Load, 'meter' | 'signal'>;
type OnEntered = (device: Device, answer: RoomEnterAnswer) => void;

/**
 * Brings devices into a room, so many a second whatever the server takes, and times each from when it
 * was due. Resolves when all are in, or the run shall end; rejects when one is refused for good.
 */
export function enterRoom(
  load: Entering,
  devices: readonly Device[],
  room: string,
  perSecond: number,
  onEntered: OnEntered = () => {},
): Promise<void> {
  return atRate(devices, perSecond, load.signal, (device, dueMs) =>
    enterOne(load, device, room, dueMs, onEntered),
  );
}

async function enterOne(
  { meter, signal }: Entering,
  device: Device,
  room: string,
  dueMs: number,
  onEntered: OnEntered,
): Promise<void> {
  const answer = await enteredAtLast(device, room, signal);
  if (answer === undefined) return;
  meter.count('enters');
  meter.time('enter', nowMs() - dueMs);
  onEntered(device, answer);
}

/** Over lost connections; undefined when the run ends before. */
async function enteredAtLast(
  device: Device,
  room: string,
  signal: AbortSignal,
): Promise<RoomEnterAnswer | undefined> {
  while (!signal.aborted) {
    try {
      if (device.isReady) return await device.enter(room);
    } catch (error) {
      if (device.isReady) throw error;
    }
    await Bun.sleep(retryMs);
  }
  return undefined;
}
