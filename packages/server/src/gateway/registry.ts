import type { CloseName } from '@eagre/protocol';
import { type UserKey, userKey } from '../keys.ts';
import type { Connection } from './connection.ts';
import type { Identity } from './identity.ts';

/** The devices of this node, by user. */
export class Registry {
  readonly #users = new Map<UserKey, Connection[]>();
  readonly #devicesPerUser: number;
  #size = 0;

  constructor(devicesPerUser: number) {
    this.#devicesPerUser = devicesPerUser;
  }

  /** Devices that have said who they are. */
  get size(): number {
    return this.#size;
  }

  get users(): number {
    return this.#users.size;
  }

  /** Connections of a user, oldest first; a copy. */
  devicesOf(user: UserKey): Connection[] {
    return [...(this.#users.get(user) ?? [])];
  }

  /**
   * Takes in a device that has said who it is; `undefined` when it is in, else why it must be closed.
   * Of two connections of one device the one whose socket was opened later stays, however late the
   * other's `connect` comes: it was sent by a device that has dialled again since.
   */
  add(connection: Connection, identity: Identity): 'replaced' | 'too_many_devices' | undefined {
    const user = userKey(identity.app, identity.user);
    const other = this.devicesOf(user).find((one) => one.identity?.device === identity.device);
    if (other !== undefined && other.openedAtMs > connection.openedAtMs) return 'replaced';
    other?.closeWith('replaced');
    const devices = this.#users.get(user);
    if (devices === undefined) this.#users.set(user, [connection]);
    else if (devices.length >= this.#devicesPerUser) return 'too_many_devices';
    else devices.push(connection);
    this.#size += 1;
    return undefined;
  }

  /** Forgets a connection; one that was never taken in is ignored. */
  remove(connection: Connection): void {
    const { identity } = connection;
    if (identity === undefined) return;
    const user = userKey(identity.app, identity.user);
    const devices = this.#users.get(user);
    const index = devices?.indexOf(connection) ?? -1;
    if (devices === undefined || index < 0) return;
    this.#size -= 1;
    if (devices.length === 1) this.#users.delete(user);
    else devices.splice(index, 1);
  }

  /** Closes the device, or without one all devices, of a user; says how many there were. */
  kick(user: UserKey, device?: string): number {
    return this.#close(user, 'kicked', (one) => device === undefined || isDevice(one, device));
  }

  /** The device is connected elsewhere: closes connections of it that were opened before. Monotonic, ms. */
  replaced(user: UserKey, device: string, openedBeforeMs: number): number {
    return this.#close(
      user,
      'replaced',
      (one) => isDevice(one, device) && one.openedAtMs < openedBeforeMs,
    );
  }

  #close(user: UserKey, close: CloseName, which: (one: Connection) => boolean): number {
    const closed = this.devicesOf(user).filter(which);
    for (const connection of closed) connection.closeWith(close);
    return closed.length;
  }
}

function isDevice({ identity }: Connection, device: string): boolean {
  return identity?.device === device;
}
