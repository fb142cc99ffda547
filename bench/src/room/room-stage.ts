import { Device } from '@eagre/swarm/device/device';
import type { DeviceOptions } from '@eagre/swarm/device/device-options';
import type { Fleet } from '@eagre/swarm/device/fleet';
import { inParallel } from '@eagre/swarm/engine/in-parallel';
import { assertDevicesFit } from '@eagre/swarm/target/file-limit';
import { settingsForRooms } from '@eagre/swarm/target/local-server-settings';
import { RoomsApi } from '@eagre/swarm/target/rooms-api';
import type { Progress } from '../cli/progress.ts';
import { secrets, tokenFor } from '../lib/credentials.ts';
import { ServerProcess, type ServerSettings } from '../lib/server-process.ts';

/** Devices that come in at once: enough to keep the server busy, few enough for its accept queue. */
const entriesAtOnce = 100;

/** A server for rooms, and its HTTP API. */
export async function startRoomServer(
  progress: Progress,
  settings: ServerSettings = {},
): Promise<{ server: ServerProcess; api: RoomsApi }> {
  progress.step('starting the server');
  const server = await ServerProcess.start({ ...settingsForRooms, ...settings });
  return { server, api: new RoomsApi(server.url, secrets.key) };
}

/** Connects a device for each user and, with a room, enters it there. */
export async function bringIn(
  fleet: Fleet,
  users: readonly string[],
  progress: Progress,
  { room, ...options }: { room?: string } & Partial<DeviceOptions> = {},
): Promise<Device[]> {
  assertDevicesFit(users.length);
  const where = room === undefined ? 'connecting' : 'bringing in';
  progress.step(`${where} ${users.length.toLocaleString('en')} devices`);
  return inParallel(
    users,
    entriesAtOnce,
    async (user) => {
      const { device } = await Device.connect(fleet, { ...options, user, token: tokenFor(user) });
      if (room !== undefined) await device.enter(room);
      return device;
    },
    (done) => progress.at(done / users.length),
  );
}

/** Ends all connections at once. */
export function sendAway(fleet: Fleet, devices: readonly Device[]): void {
  fleet.closing = true;
  for (const device of devices) device.terminate();
}
