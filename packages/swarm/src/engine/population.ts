import {
  type ConnectAnswer,
  type DrainNotice,
  mayReconnect,
  type TokenNotice,
} from '@eagre/protocol';
import { ConnectError } from '../device/connect-error.ts';
import { Device } from '../device/device.ts';
import type { DeviceKeeper, DeviceOptions } from '../device/device-options.ts';
import { backoffMs } from './backoff.ts';
import { Gate } from './gate.ts';
import { Heartbeat } from './heartbeat.ts';
import type { Load } from './load.ts';
import { Naps } from './naps.ts';
import { nowMs } from './now.ts';

export interface PopulationOptions
  extends Partial<Omit<DeviceOptions, 'user' | 'token' | 'keeper'>> {
  /** Handshakes under way at once, of all devices: 200 unless told. */
  handshakesAtOnce?: number;
}

/** Enough to keep the server busy, few enough for its accept queue. */
const usualHandshakes = 200;
/** A device that is refused for good as often as this is given up. */
const finalTries = 3;
/** Connections that were closed politely are dropped when they are still there after this. ms. */
const closeWithinMs = 1000;
/** Close code of the protocol for a token that has ended. */
const tokenExpired = 4003;

/**
 * The devices of one process, one of each user, and their connections: makes them, keeps them, brings
 * lost ones back with exponential waits and some chance in them, as the protocol asks of clients.
 */
export class Population implements DeviceKeeper {
  readonly devices: readonly Device[];
  readonly #load: Load;
  readonly #gate: Gate;
  readonly #heartbeat: Heartbeat;
  readonly #naps = new Naps();
  /** Being connected; whatever happens to them meanwhile is part of that. */
  readonly #coming = new Set<Device>();
  /** Going away from a server that asked for it. */
  readonly #leaving = new Set<Device>();
  /** Their tokens are to be made anew before the next attempt. */
  readonly #needToken: Set<Device>;
  readonly #wake = () => this.#naps.wakeAll();
  #isClosed = false;
  /** Devices that may not connect any more, by the server's word. */
  givenUp = 0;

  constructor(load: Load, users: readonly string[], options: PopulationOptions = {}) {
    const { handshakesAtOnce = usualHandshakes, ...rest } = options;
    this.#load = load;
    this.#gate = new Gate(handshakesAtOnce);
    this.devices = users.map(
      (user) => new Device(load.fleet, { ...rest, user, token: '', keeper: this }),
    );
    this.#needToken = new Set(this.devices);
    this.#heartbeat = new Heartbeat(this.devices);
    load.signal.addEventListener('abort', this.#wake);
  }

  /** Devices that are connected now. */
  get online(): number {
    return this.devices.reduce((count, { isReady }) => count + (isReady ? 1 : 0), 0);
  }

  /**
   * Connects all: as fast as handshakes go, or so many a second whatever the server does. Resolves when
   * all were connected once, or the run is aborted. Rejects at once when there is no server, or the
   * very first device is refused for good; later refusals are counted, and tried again.
   */
  async connect({ perSecond }: { perSecond?: number } = {}): Promise<void> {
    const [first, ...others] = this.devices;
    if (first === undefined) return;
    const startMs = nowMs();
    await this.#come(first, startMs, 'connects', { isProbe: true });
    this.#heartbeat.start();
    const dueOf = (i: number) =>
      startMs + ((i + 1) * 1000) / (perSecond ?? Number.POSITIVE_INFINITY);
    const coming: Promise<unknown>[] = [];
    for (const [i, device] of others.entries()) {
      const waitMs = dueOf(i) - nowMs();
      if (waitMs > 0) await this.#naps.sleep(waitMs);
      if (this.#isOver) break;
      // Without a rate a device is due when it is its turn.
      const dueMs = perSecond === undefined ? undefined : dueOf(i);
      coming.push(this.#come(device, dueMs, 'connects'));
    }
    await Promise.all(coming);
  }

  /**
   * Enters a room with a device, as soon as it is connected; it comes back to it after each reconnect.
   * False when the room will not have it, or the run is over.
   */
  async enter(device: Device, room: string, dueMs = nowMs()): Promise<boolean> {
    while (!this.#isOver) {
      await Promise.race([device.whenReady(), this.#naps.sleep(closeWithinMs)]);
      if (!device.isReady) continue;
      try {
        await device.enter(room);
        this.#load.meter.time('enter', nowMs() - dueMs);
        this.#load.meter.count('enters');
        return true;
      } catch {
        if (device.isReady) return false;
      }
    }
    return false;
  }

  async leave(device: Device, room: string): Promise<void> {
    this.#load.meter.count('leaves');
    await device.leave(room).catch(() => {});
  }

  /** Drops the connections of a share of the devices, as a lost network does; they come back by themselves. */
  loseAll(share = 1): number {
    const lost = this.devices.filter(
      (device) => device.isReady && (share >= 1 || this.#load.random.next() < share),
    );
    for (const device of lost) {
      device.terminate();
      this.#bringBack(device, backoffMs(0, this.#load.random));
    }
    return lost.length;
  }

  /**
   * Connects a device again that the load took away, however often it takes, from where it was. Gives
   * the answer; undefined when the run ends before, or the server will not have the device any more.
   */
  comeBack(device: Device, dueMs: number): Promise<ConnectAnswer | undefined> {
    return this.#come(device, dueMs, 'reconnects');
  }

  /** Says goodbye with all devices, and waits until they are gone. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#load.signal.removeEventListener('abort', this.#wake);
    this.#heartbeat.stop();
    this.#naps.wakeAll();
    for (const device of this.devices) device.close();
    const deadlineMs = nowMs() + closeWithinMs;
    const isLeft = () => this.#coming.size > 0 || this.devices.some(({ isOpen }) => isOpen);
    while (isLeft() && nowMs() < deadlineMs) await Bun.sleep(5);
    for (const device of this.devices) device.terminate();
  }

  lost(device: Device, code: number, reason: string): void {
    const isAsked = this.#leaving.delete(device);
    if (this.#isOver || this.#coming.has(device)) return;
    if (!isAsked) this.#load.meter.count('losses');
    if (code === tokenExpired) this.#needToken.add(device);
    if (mayReconnect(code)) this.#bringBack(device, backoffMs(0, this.#load.random));
    else this.#giveUp(device, `closed for good with ${code} (${reason})`);
  }

  told(device: Device, notice: DrainNotice | TokenNotice): void {
    if (notice.notice === 'drain') void this.#moveAway(device, notice.spreadMs);
    else if (notice.notice === 'token_expiring') void this.#renew(device);
  }

  get #isOver(): boolean {
    return this.#isClosed || this.#load.signal.aborted || this.#load.fleet.closing;
  }

  #bringBack(device: Device, waitMs: number): void {
    if (this.#coming.has(device)) return;
    this.#coming.add(device);
    void this.#naps.sleep(waitMs).then(() => this.#come(device, nowMs(), 'reconnects'));
  }

  /** Tries until it is connected. `dueMs` is when the first attempt should be; undefined: at its turn. */
  async #come(
    device: Device,
    dueMs: number | undefined,
    counter: 'connects' | 'reconnects',
    { isProbe = false } = {},
  ): Promise<ConnectAnswer | undefined> {
    const { meter, random } = this.#load;
    this.#coming.add(device);
    try {
      for (let failures = 0; !this.#isOver; failures += 1) {
        const attemptMs = failures === 0 ? dueMs : nowMs();
        const answer = await this.#gate.through(() => this.#attempt(device, attemptMs));
        if (!(answer instanceof Error)) {
          meter.count(counter);
          return answer;
        }
        const error = answer;
        if (this.#isOver) return undefined;
        meter.count('connectFailures');
        if (isProbe && isHopeless(error)) throw error;
        if (isFinal(error) && failures + 1 >= finalTries) {
          this.#giveUp(device, error.message);
          return undefined;
        }
        await this.#naps.sleep(backoffMs(failures, random));
      }
    } finally {
      this.#coming.delete(device);
    }
    return undefined;
  }

  /** One attempt; gives the answer, or what went wrong. */
  async #attempt(device: Device, dueMs = nowMs()): Promise<ConnectAnswer | Error> {
    if (this.#isOver) return new Error('the run is over');
    try {
      if (this.#needToken.has(device)) {
        device.renew(await this.#load.tokenFor(device.user));
        this.#needToken.delete(device);
      }
      const answer = await device.reconnect();
      device.pullOn();
      this.#load.meter.time('connect', nowMs() - dueMs);
      return answer;
    } catch (error) {
      if (isFinal(error)) this.#needToken.add(device);
      return error instanceof Error ? error : new Error(String(error));
    }
  }

  #giveUp(device: Device, why: string): void {
    this.givenUp += 1;
    this.#load.fleet.ledger.fault(`${device.user}: ${why}`, 'close');
  }

  /** The server is about to close: to another one, at a moment of the device's own. */
  async #moveAway(device: Device, spreadMs: number): Promise<void> {
    await this.#naps.sleep(this.#load.random.next() * spreadMs);
    if (this.#isOver || !device.isReady) return;
    this.#leaving.add(device);
    device.cut('the server asked to go elsewhere');
  }

  async #renew(device: Device): Promise<void> {
    device.renew(await this.#load.tokenFor(device.user));
  }
}

function isFinal(error: unknown): boolean {
  return error instanceof ConnectError && error.isFinal;
}

/** Nobody listens, or it is no server of this protocol, or it will have none of these devices. */
function isHopeless(error: Error): boolean {
  return !(error instanceof ConnectError) || error.isFinal || !/^\d+$/.test(error.code);
}
