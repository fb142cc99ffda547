import type { Device } from '../../device/device.ts';
import { type Load, shareOf } from '../../engine/load.ts';
import { Population } from '../../engine/population.ts';
import { Speaker } from '../../engine/speaker.ts';
import { usersOf } from './users.ts';

/** This process's part of the people in a scenario of rooms, connected. */
export interface RoomCast {
  population: Population;
  speaker: Speaker;
  devices: readonly Device[];
}

/** `count` devices in all processes, one of each user; resolves when all of all processes are there. */
export async function bringCast(load: Load, count: number): Promise<RoomCast> {
  const users = shareOf(usersOf(load.runId, count), load.share);
  const population = new Population(load, users);
  const speaker = new Speaker(load);
  load.progress('connecting');
  await population.connect();
  await load.sync('connected');
  return { population, speaker, devices: population.devices };
}

/** What some of the devices do of what all do together so many times a second. */
export function ownRate(perSecond: number, devices: number, allDevices: number): number {
  return allDevices === 0 ? 0 : (perSecond * devices) / allDevices;
}
