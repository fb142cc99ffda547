import type { Device } from '../device/device.ts';
import type { EntriesFrame } from '../device/entries-frame.ts';
import type { Fleet } from '../device/fleet.ts';
import type { RoomFrame } from '../device/room-frame.ts';
import type { Meter } from './meter.ts';
import { nowMs } from './now.ts';

/** One device of so many has the arrivals in its queues timed, and so many at least. */
const oneOf = 8;
const least = 8;

/** What was due before is not timed: before the measurement, or while the load had the device away. */
function timedFrom(meter: Meter, device: Device): number {
  return Math.max(meter.timesFromMs, device.timedFromMs);
}

/**
 * Counts and times what the devices of a fleet are given. The counters are the fleet's own, read when a
 * sample is taken; the times are those of a few devices, since the others see the same frames.
 */
export function meterFleet(fleet: Fleet, meter: Meter): void {
  meter.gauge('online', () => fleet.online);
  meter.gauge('inRooms', () => fleet.inRooms);
  meter.source('entries', () => fleet.entries);
  meter.source('reliable', () => fleet.reliable);
  meter.source('chat', () => fleet.chat);
  meter.source('frames', () => fleet.pushes + fleet.roomPushes);
  meter.source('bytes', () => fleet.bytes);
  meter.source('pulls', () => fleet.pulls);
  fleet.onDelivered = (device, frame, from) => {
    if (device.index >= least && device.index % oneOf !== 0) return;
    timeMessages(meter, 'entries', device, frame, from);
  };
  fleet.onReliable = (device, frame, from) => {
    if (device.seatIn(frame.queue)?.isTimed !== true) return;
    timeMessages(meter, 'reliable', device, frame, from);
  };
  fleet.onRoomFrame = (device, frame) => {
    if (frame.batch !== undefined && device.seat?.isTimed === true) timeChat(meter, device, frame);
  };
}

/** The device's own messages are not timed: their sender sees them by the acknowledgement. */
function timeMessages(
  meter: Meter,
  timer: 'entries' | 'reliable',
  device: Device,
  { messages }: EntriesFrame,
  from: number,
): void {
  const fromMs = timedFrom(meter, device);
  const arrivedMs = nowMs();
  for (let i = from; i < messages.length; i += 1) {
    const message = messages[i];
    if (message === undefined || message.from === device.user) continue;
    if (message.dueMs >= fromMs) meter.time(timer, arrivedMs - message.dueMs);
  }
}

function timeChat(meter: Meter, device: Device, { batch }: RoomFrame): void {
  if (batch === undefined) return;
  const { dueMs, senders } = batch;
  const fromMs = timedFrom(meter, device);
  const arrivedMs = nowMs();
  for (let i = 0; i < dueMs.length; i += 1) {
    const due = dueMs[i] ?? Number.NaN;
    if (due >= fromMs && senders[i] !== device.user) meter.time('chat', arrivedMs - due);
  }
}
