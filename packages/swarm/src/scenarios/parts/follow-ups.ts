import { spreadDelayMs } from '@eagre/protocol';
import type { Device } from '../../device/device.ts';
import type { EntriesFrame, RoomCommand, SeenMessage } from '../../device/entries-frame.ts';
import type { Fleet } from '../../device/fleet.ts';
import { nowMs } from '../../engine/now.ts';
import { ActedCommands } from './acted-commands.ts';
import { Alarms } from './alarms.ts';
import type { Part } from './phases.ts';
import { ServerClock } from './server-clock.ts';

/** A device that was told of a command, and which one. */
export interface FollowUp {
  device: Device;
  room: string;
  epoch: number;
  syncId: number;
  command: RoomCommand;
}

export interface FollowUpLoad {
  fleet: Pick<Fleet, 'onReliable'>;
  signal: AbortSignal;
}

export interface FollowUpOptions {
  /** Each device's own; one without goes by the best of the others. */
  clocks: ReadonlyMap<Device, ServerClock>;
  /** Acts on an instant may be so far from it. ms. */
  withinMs: number;
  /** What the device then does. */
  act: (followUp: FollowUp) => void;
}

/**
 * Devices that obey the commands of a room, as the protocol says: each at its own moment within the
 * window of a spread one, and all at the instant of the others, by the server's clock as each knows it.
 */
export class FollowUps implements Part {
  readonly acted: ActedCommands;
  readonly #clocks: ReadonlyMap<Device, ServerClock>;
  readonly #act: (followUp: FollowUp) => void;
  readonly #alarms = new Alarms<FollowUp>((followUp) => this.#acts(followUp));
  readonly #bestClock: ServerClock;
  readonly #signal: AbortSignal;

  constructor({ fleet, signal }: FollowUpLoad, { clocks, withinMs, act }: FollowUpOptions) {
    this.acted = new ActedCommands(withinMs);
    this.#clocks = clocks;
    this.#act = act;
    this.#signal = signal;
    this.#bestClock = bestOf(clocks.values());
    signal.addEventListener('abort', () => this.#alarms.clear());
    const others = fleet.onReliable;
    fleet.onReliable = (device, frame, from) => {
      others(device, frame, from);
      this.#told(device, frame, from);
    };
  }

  start(): void {}

  stop(): void {}

  /** What devices were told already they still do, unless the run shall end at once. */
  settled(): Promise<void> {
    return this.#alarms.empty();
  }

  #told(device: Device, frame: EntriesFrame, from: number): void {
    for (let i = from; i < frame.messages.length; i += 1) {
      const message = frame.messages[i] as SeenMessage;
      const { command, syncId } = message;
      if (command === undefined) continue;
      const followUp = { device, room: frame.queue, epoch: frame.epoch, syncId, command };
      this.acted.told(syncId, command);
      if (this.#signal.aborted) continue;
      this.#alarms.at(this.#momentOf(followUp), followUp);
    }
  }

  /** By the tool's clock. */
  #momentOf(followUp: FollowUp): number {
    const { device, command } = followUp;
    const serverMs = command.activateAt ?? command.at + delayOf(followUp);
    return (this.#clocks.get(device) ?? this.#bestClock).ownMs(serverMs);
  }

  #acts(followUp: FollowUp): void {
    this.acted.acted(followUp.syncId, followUp.command, this.#bestClock.serverMs(nowMs()));
    this.#act(followUp);
  }
}

function delayOf({ device, room, epoch, syncId, command }: FollowUp): number {
  const who = { user: device.user, device: device.name };
  return spreadDelayMs({ room, epoch, syncId }, who, command.spreadMs ?? 0);
}

function bestOf(clocks: Iterable<ServerClock>): ServerClock {
  let best = new ServerClock();
  for (const clock of clocks) if (clock.errorMs < best.errorMs) best = clock;
  return best;
}
