import { inflateSync } from 'node:zlib';
import type { RoomCounters, RoomPush } from '@eagre/protocol';
import { type EntriesFrame, entriesFrame } from './entries-frame.ts';
import type { Ledger } from './ledger.ts';
import { textOf } from './requests.ts';
import type { ChatBatch } from './room-transcript.ts';
import { SharedFrames } from './shared-frames.ts';
import type { Transcript } from './transcript.ts';

/** A `room` push as the load cares for it. */
export interface RoomFrame {
  room: string;
  at: number;
  head: number;
  entries: EntriesFrame | undefined;
  batch: ChatBatch | undefined;
  /** Best-effort messages in it. */
  chat: number;
  /** Devices online, when the frame tells. */
  devices: number | undefined;
  /** Those who came in, named or not. */
  joins: number;
  /** Totals that changed. */
  counters: RoomCounters | undefined;
  bytes: number;
}

/** `{"push":"room","room":"room:`: what follows tells room, time, epoch and head. */
const keyStart = 24;
/** Bytes: past the head, into the entries or the chat. Of a packed frame they are all different. */
const keyLength = 120;

/** Reads `room` pushes, packed ones too; each different one is parsed and checked once. */
export class RoomFrames {
  readonly #ledger: Ledger;
  readonly #transcript: Transcript;
  readonly #texts: SharedFrames<RoomFrame>;
  readonly #packed: SharedFrames<RoomFrame>;
  /** Different frames so far. */
  different = 0;
  /** Length of the latest one. */
  lastBytes = 0;

  constructor(ledger: Ledger, transcript: Transcript) {
    this.#ledger = ledger;
    this.#transcript = transcript;
    this.#texts = new SharedFrames({ keyOf, parse: (...at) => this.#parse(textOf(...at), at) });
    this.#packed = new SharedFrames({ keyOf, parse: (...at) => this.#parse(unpacked(...at), at) });
  }

  text(bytes: Uint8Array, start: number, end: number): RoomFrame {
    return this.#texts.read(bytes, start, end);
  }

  /** A binary message: a frame's text, packed with zlib's deflate. */
  packed(bytes: Uint8Array, start: number, end: number): RoomFrame {
    return this.#packed.read(bytes, start, end);
  }

  #parse(text: string, [, start, end]: [Uint8Array, number, number]): RoomFrame {
    const push = JSON.parse(text) as RoomPush;
    const chat = push.chat ?? [];
    this.different += 1;
    this.lastBytes = end - start;
    this.#checkOnline(push);
    return {
      room: push.room,
      at: push.at,
      head: push.head,
      entries: this.#entries(push),
      batch: chat.length === 0 ? undefined : this.#transcript.batch(push.room, push.at, chat),
      chat: chat.length,
      devices: push.online?.devices,
      joins: (push.joins?.users.length ?? 0) + (push.joins?.more ?? 0),
      counters: push.counters,
      bytes: end - start,
    };
  }

  #checkOnline({ room, online }: RoomPush): void {
    if (online === undefined || (online.devices >= 0 && online.users >= 0)) return;
    const text = `${room}: ${online.devices} devices of ${online.users} users are online`;
    this.#ledger.fault(text, 'count');
  }

  #entries({ room, epoch, first, entries }: RoomPush): EntriesFrame | undefined {
    if (entries === undefined || first === undefined) return undefined;
    const frame = entriesFrame(room, epoch, first, entries);
    this.#ledger.check(frame);
    return frame;
  }
}

function unpacked(bytes: Uint8Array, start: number, end: number): string {
  return inflateSync(bytes.subarray(start, end)).toString();
}

function keyOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = end - start;
  const last = Math.min(end, start + keyStart + keyLength);
  for (let at = start + keyStart; at < last; at += 1) {
    hash = (Math.imul(hash, 31) + (bytes[at] as number)) | 0;
  }
  return hash;
}
