import type { Clock } from '@eagre/protocol/clock';
import { encodeSpreadToken, spreadDelayMs } from '@eagre/protocol/spread';
import type { ServerClock } from '../connection/server-clock.ts';
import { Timers } from '../connection/timers.ts';
import { type EagreError, tooManyWaiting } from '../errors.ts';
import { clientLimits } from '../limits.ts';
import type { RoomMessageEvent } from './room-events.ts';

export interface ActivationPorts {
  user: string;
  device: string;
  serverClock: ServerClock;
  clock: Clock;
  /** Of the last answer to `room.enter`. */
  ticket(): string;
  activate(message: RoomMessageEvent, token: string | undefined): void;
  /** Tells the application; gives whether it listens. */
  report(error: EagreError): unknown;
}

/** Messages that wait for their instant of the server's clock; one that came late does not wait. */
export class Activations {
  readonly #ports: ActivationPorts;
  readonly #timers: Timers;
  #waiting = 0;

  constructor(ports: ActivationPorts) {
    this.#ports = ports;
    this.#timers = new Timers(ports.clock);
  }

  take(message: RoomMessageEvent): void {
    const { at, activateAt, spreadMs } = message;
    if (activateAt === undefined && spreadMs === undefined) return;
    if (this.#waiting >= clientLimits.activations) {
      this.#ports.report(tooManyWaiting(clientLimits.activations, 'activations'));
      return;
    }
    const delayMs = spreadMs === undefined ? 0 : spreadDelayMs(message, this.#ports, spreadMs);
    this.#waiting += 1;
    this.#wait(message, Math.max(activateAt ?? 0, at + delayMs));
  }

  stop(): void {
    this.#timers.cancelAll();
  }

  #wait(message: RoomMessageEvent, dueMs: number): void {
    const leftMs = dueMs - this.#ports.serverClock.now();
    if (leftMs > 0) {
      const stepMs = Math.min(leftMs, clientLimits.activationCheckMs);
      this.#timers.set(stepMs, () => this.#wait(message, dueMs));
      return;
    }
    this.#waiting -= 1;
    this.#ports.activate(message, this.#tokenOf(message));
  }

  #tokenOf({ spreadMs, room, epoch, syncId }: RoomMessageEvent): string | undefined {
    if (spreadMs === undefined) return undefined;
    const { user, device, ticket } = this.#ports;
    return encodeSpreadToken({ room, epoch, syncId, user, device, ticket: ticket() });
  }
}
