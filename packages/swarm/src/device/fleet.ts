import { subprotocol } from '@eagre/protocol';
import type { Device } from './device.ts';
import type { EntriesFrame } from './entries-frame.ts';
import { FrameCache } from './frame-cache.ts';
import { Ledger } from './ledger.ts';
import { NodeTranscripts } from './node-transcripts.ts';
import type { RawTarget } from './raw-device.ts';
import { type RoomFrame, RoomFrames } from './room-frame.ts';

/** Called when a device hands over the messages of `frame` from index `from` on. */
export type OnDelivered = (device: Device, frame: EntriesFrame, from: number) => void;

/** Called for each frame of a room, by each device that follows it. */
export type OnRoomFrame = (device: Device, frame: RoomFrame) => void;

/** One seat of so many in a room is timed, and so many at least: the others see the same. */
const timedSeatOneOf = 64;
const leastTimedSeats = 8;

export interface Address {
  host: string;
  port: number;
  /** True: TLS; an object: with these settings of the runtime (`ca`, `rejectUnauthorized`, …). */
  tls?: boolean | Bun.TLSOptions;
}

/**
 * What the devices of one process share: where the server is, the frames that many of them get, what
 * they saw together, and counters.
 */
export class Fleet {
  readonly #targets: readonly RawTarget[];
  #connections = 0;
  readonly ledger = new Ledger();
  readonly frames = new FrameCache((frame) => this.ledger.check(frame));
  readonly transcript = new NodeTranscripts(this.ledger);
  readonly #roomFrames = new Map<string, RoomFrames>();
  /** All that were made, in order, whether they are connected or not. */
  readonly devices = new Set<Device>();
  onDelivered: OnDelivered = () => {};
  /** The same of a room's log. */
  onReliable: OnDelivered = () => {};
  onRoomFrame: OnRoomFrame = () => {};
  /** When a connection ended that the device did not end itself. */
  onLost: (device: Device, code: number, reason: string) => void = (device, code, reason) => {
    if (this.closing) return;
    this.ledger.fault(`${device.user}: connection closed with ${code} (${reason})`, 'close');
  };
  /** Set while the load itself ends connections, so that a close is no fault. */
  closing = false;

  /** `entries` pushes received, by all devices together. */
  pushes = 0;
  /** Length of the latest `entries` push. */
  lastPushBytes = 0;
  /** Messages handed over in order, of queues other than rooms, by all devices together. */
  entries = 0;
  /** Reliable messages of rooms handed over in order. */
  reliable = 0;
  /** `room` pushes received … */
  roomPushes = 0;
  /** … their bytes … */
  roomBytes = 0;
  /** … and the best-effort messages in them. */
  chat = 0;
  /** `room.state` pushes. */
  states = 0;
  /** Ranges asked for because a push was missing. */
  pulls = 0;
  /** Devices whose `connect` was answered, now … */
  online = 0;
  /** … and seats that they have in rooms. */
  inRooms = 0;
  /** Received, headers and answers among them. */
  bytes = 0;
  #made = 0;
  readonly #seated = new Map<string, number>();
  /** Commands refused. */
  refusals = 0;
  lastRefusal = '';

  /** With several addresses (the nodes of a cluster) connections go to them by turns. */
  constructor(...addresses: [Address, ...Address[]]) {
    this.#targets = addresses.map(({ host, port, tls = false }) => {
      return { host, port, tls, path: '/v1/connect', subprotocol };
    });
  }

  /** Where the next connection goes. */
  nextTarget(): RawTarget {
    const target = this.#targets[this.#connections % this.#targets.length];
    this.#connections += 1;
    return target as RawTarget;
  }

  /** Frames of rooms that come from this node (node-transcripts.ts). */
  roomFrames(node = ''): RoomFrames {
    let frames = this.#roomFrames.get(node);
    if (frames === undefined) {
      frames = new RoomFrames(this.ledger, this.transcript.of(node));
      this.#roomFrames.set(node, frames);
    }
    return frames;
  }

  /** For a new device: its place among all. */
  nextIndex(): number {
    this.#made += 1;
    return this.#made - 1;
  }

  /** For a device that comes into a room: whether what it is shown is timed. */
  isTimedSeat(room: string): boolean {
    const before = this.#seated.get(room) ?? 0;
    this.#seated.set(room, before + 1);
    return before < leastTimedSeats || before % timedSeatOneOf === 0;
  }

  /** Messages delivered, of all kinds. */
  get deliveries(): number {
    return this.entries + this.reliable + this.chat;
  }
}
