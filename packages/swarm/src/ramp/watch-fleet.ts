import type { Device } from '../device/device.ts';
import type { EntriesFrame } from '../device/entries-frame.ts';
import type { Fleet } from '../device/fleet.ts';
import type { Load } from '../engine/load.ts';
import { Population } from '../engine/population.ts';
import type { Tally } from './tally.ts';

/** One device of so many has its arrivals timed, but at least so many of each process. */
const timedOneOf = { queues: 8, rooms: 64 } as const;
const leastTimed = 8;

/** Devices that come back by themselves; the tally is told of each that was lost. */
export class WatchedPopulation extends Population {
  readonly #tally: Tally;

  constructor(load: Load, users: readonly string[], tally: Tally) {
    super(load, users);
    this.#tally = tally;
  }

  override lost(device: Device, code: number, reason: string): void {
    this.#tally.disconnected();
    super.lost(device, code, reason);
  }
}

/** Counts and times the best-effort messages of rooms at all devices; times the reliable ones. */
export function watchChat(fleet: Fleet, devices: readonly Device[], tally: Tally): void {
  const timed = sampleOf(devices, timedOneOf.rooms);
  const before = fleet.onRoomFrame;
  let latest: { readonly dueMs: Float64Array } | undefined;
  let count = 0;
  fleet.onRoomFrame = (device, frame) => {
    before(device, frame);
    const { batch } = frame;
    if (batch !== undefined) {
      // The same one at nearly every device.
      if (batch !== latest) count = tally.countDue(batch.dueMs);
      latest = batch;
      tally.arrived(count);
    }
    if (!timed.has(device)) return;
    for (const dueMs of batch?.dueMs ?? []) tally.time('chat', dueMs);
  };
  const onReliable = fleet.onReliable;
  fleet.onReliable = (device, frame, from) => {
    onReliable(device, frame, from);
    if (!timed.has(device)) return;
    for (const { dueMs } of frame.messages.slice(from)) tally.time('reliable', dueMs);
  };
}

/** The same of queues; a message's own author is not timed. */
export function watchEntries(fleet: Fleet, devices: readonly Device[], tally: Tally): void {
  const timed = sampleOf(devices, timedOneOf.queues);
  const before = fleet.onDelivered;
  let latest: EntriesFrame | undefined;
  let count = 0;
  fleet.onDelivered = (device, frame, from) => {
    before(device, frame, from);
    if (frame !== latest) count = tally.countDue(frame.messages.map(({ dueMs }) => dueMs));
    latest = frame;
    const missing = from === 0 ? 0 : countBefore(frame, from, tally);
    tally.arrived(count - missing);
    if (!timed.has(device)) return;
    for (const { dueMs, from: author } of frame.messages.slice(from)) {
      if (author !== device.user) tally.time('entries', dueMs);
    }
  };
}

/** Of a frame whose beginning the device had already. */
function countBefore(frame: EntriesFrame, from: number, tally: Tally): number {
  return tally.countDue(frame.messages.slice(0, from).map(({ dueMs }) => dueMs));
}

function sampleOf(devices: readonly Device[], oneOf: number): Set<Device> {
  const step = Math.max(1, Math.min(oneOf, Math.floor(devices.length / leastTimed)));
  return new Set(devices.filter((_device, index) => index % step === 0));
}
