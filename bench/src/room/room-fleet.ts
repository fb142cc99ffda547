import { Ledger } from '../device/ledger.ts';
import type { RoomDevice } from './room-device.ts';
import { type RoomFrame, RoomFrames } from './room-frame.ts';
import { type DueMsOf, Transcript } from './transcript.ts';

/** Called for each frame of each device that follows its rooms. */
export type OnRoomFrame = (device: RoomDevice, frame: RoomFrame) => void;

/** What devices in the rooms of one server share: where it is, the frames, what was said, counters. */
export class RoomFleet {
  readonly host: string;
  readonly port: number;
  readonly ledger = new Ledger();
  readonly transcript: Transcript;
  readonly roomFrames: RoomFrames;
  onFrame: OnRoomFrame = () => {};
  /** Set while the load itself ends connections, so that a close is no fault. */
  closing = false;

  /** `room` pushes received, by all devices together … */
  frames = 0;
  /** … and their bytes … */
  bytes = 0;
  /** … and the best-effort messages in them. */
  chat = 0;
  /** Reliable messages handed over in order, by all devices together. */
  reliable = 0;
  /** Ranges asked for because a push was missing. */
  pulls = 0;
  /** `room.state` pushes. */
  states = 0;
  /** Commands refused. */
  refusals = 0;
  lastRefusal = '';

  constructor(address: { host: string; port: number }, dueMsOf: DueMsOf = () => Number.NaN) {
    this.host = address.host;
    this.port = address.port;
    this.transcript = new Transcript(this.ledger, dueMsOf);
    this.roomFrames = new RoomFrames(this.ledger, this.transcript);
  }

  /** Messages delivered, of both classes. */
  get deliveries(): number {
    return this.chat + this.reliable;
  }
}
