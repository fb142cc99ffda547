import type { QueueKey } from '../../keys.ts';
import { ServiceError } from '../../service-error.ts';
import type { RoomConnection } from '../room-connection.ts';
import { Device, keyOfDevice } from './device.ts';

/** The devices that this node knows something of, by name and by connection. */
export class DeviceTable {
  readonly #byKey = new Map<string, Device>();
  readonly #byConnection = new Map<RoomConnection, Device>();

  get size(): number {
    return this.#byKey.size;
  }

  /** The device of a connection over which it acted already. */
  over(connection: RoomConnection): Device | undefined {
    return this.#byConnection.get(connection);
  }

  named(subject: QueueKey, device: string): Device | undefined {
    return this.#byKey.get(keyOfDevice(subject, device));
  }

  /**
   * The device of a connection; a new one is not in the table until it is linked, so that a refused
   * action leaves nothing behind. Errors: `not_connected`.
   */
  of(connection: RoomConnection): Device {
    if (connection.identity === undefined || !connection.open) {
      throw new ServiceError('not_connected', 'the connection is closed or has not said who it is');
    }
    const known = this.#byConnection.get(connection);
    if (known !== undefined) return known;
    const fresh = new Device(connection.identity);
    return this.#byKey.get(fresh.key) ?? fresh;
  }

  /** The device acts over this connection now. */
  link(device: Device, connection: RoomConnection): void {
    device.connection = connection;
    device.isHere = true;
    if (this.#byConnection.has(connection)) return;
    this.#byKey.set(device.key, device);
    this.#byConnection.set(connection, device);
    device.connections += 1;
  }

  unlink(device: Device, connection: RoomConnection): void {
    if (!this.#byConnection.delete(connection)) return;
    device.connections -= 1;
    if (device.connection === connection) device.connection = undefined;
  }

  /**
   * Forgets a device unless it is in a room, or an action of it may yet arrive that must lose against
   * what is known. False when it is forgotten.
   */
  keep(device: Device, nowMs: number): boolean {
    const isNeeded = device.connections > 0 || device.members.length > 0;
    if (isNeeded || nowMs < device.keptUntilMs) return true;
    this.#byKey.delete(device.key);
    return false;
  }

  clear(): void {
    this.#byKey.clear();
    this.#byConnection.clear();
  }
}
