import type { QueueId } from '@eagre/protocol';
import type { HandOut } from '../observability/ways.ts';

/** One frame for many devices, in the encodings that they ask for. */
export interface RoomFrame {
  readonly text: string;
  /** The text packed, made once when first asked for; undefined when packing does not pay. */
  packed(): Uint8Array | undefined;
}

/** A device of a room as the fan-out sees it; the gateway's connection is one. */
export interface AudienceReceiver {
  /** Hands over a frame; false when it was refused. Allocates nothing. */
  room(frame: RoomFrame): boolean;
  /** The device may lack something up to `head`: it compares and pulls, as soon as it can be told. */
  tellHead(queue: QueueId, epoch: number, head: number): void;
}

/** A place in an audience. Its maker keeps it for as long as the device is in the room. */
export interface Listener {
  readonly receiver: AudienceReceiver;
  /** Owned by the audience; -1 outside. */
  place: number;
}

/** What is handed to an audience at once. */
export interface Flush {
  readonly frame: RoomFrame;
  /** Best-effort messages in it: what a refusal loses. */
  readonly chat: number;
  /** Reliable entries `first` … `last` are in it; undefined when there are none. */
  readonly entries: { readonly first: number; readonly last: number } | undefined;
  /** When the oldest message in it came in; absent when it has none. Monotonic, ms. */
  readonly sinceMs?: number | undefined;
  /** Messages in it whose way is followed. */
  readonly handOut?: HandOut | undefined;
}
