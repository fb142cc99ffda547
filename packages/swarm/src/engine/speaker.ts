import { type WireError, wireError } from '@eagre/protocol';
import type { Device } from '../device/device.ts';
import { messageId } from '../device/message-id.ts';
import { ApiError } from '../target/api-error.ts';
import type { RoomsApi } from '../target/rooms-api.ts';
import type { Books } from './books.ts';
import { ChatLine } from './chat-line.ts';
import type { Load } from './load.ts';
import type { Meter } from './meter.ts';
import { nowMs } from './now.ts';
import { type Carrier, type Desk, type Errand, Post } from './post.ts';
import { SendLane } from './send-lane.ts';
import { TapLane } from './tap-lane.ts';

export interface SpeakerOptions {
  /** Messages of one sender that wait for their answers, at most: 64 unless told. */
  mostUnanswered?: number;
}

/** What a message says, as `send` of the protocol takes it. */
export interface Content {
  kind: string;
  body: Record<string, unknown>;
  /** Of a command to a room: each device acts at its own moment within so long … */
  spreadMs?: number;
  /** … or all at this instant of the server's clock. */
  activateAt?: number;
}

const roomPrefix = 'room:';
const usualUnanswered = 64;
const settleMs = 30_000;
/** A run that shall end waits no longer than this for answers. ms. */
const abortedSettleMs = 1000;
const lookEveryMs = 10;

/** The numbers of a process's messages ascend over all its speakers, and over devices that come again. */
let serial = 0;

/**
 * Sends with meaning for the verdicts: every message is in the books from when it was due, tried again
 * until its fate is known, in order for each sender, and bounded: what is too much is refused by the
 * tool itself, and counted so. Nobody waits for it: `settled` does.
 */
export class Speaker implements Desk {
  readonly books: Books;
  readonly meter: Meter;
  readonly #load: Load;
  readonly #most: number;
  readonly #lanes = new Map<Device | string, SendLane>();
  readonly #taps = new Map<Device, Map<string, TapLane>>();
  readonly #errands = new Set<Errand>();

  constructor(load: Load, { mostUnanswered = usualUnanswered }: SpeakerOptions = {}) {
    this.#load = load;
    this.books = load.books;
    this.meter = load.meter;
    this.#most = mostUnanswered;
  }

  /** Messages, and sums of taps, whose fate is not known yet. */
  get unanswered(): number {
    return this.#errands.size;
  }

  /**
   * A message to a group or another user, or a reliable one of a host to its room, until it is
   * acknowledged.
   */
  send(device: Device, conversation: string, content: Content, dueMs: number): void {
    const post = this.#post(device.stream, conversation, content, dueMs);
    this.#lane(device, () => overDevice(device)).add(post);
  }

  /** A reliable message of the backend to a room, until it is acknowledged. */
  reliable(api: RoomsApi, room: string, content: Content, dueMs: number): void {
    const post = this.#post(`backend${this.#load.share.index}`, room, content, dueMs);
    this.#lane(room, () => overHttp(api)).add(post);
  }

  /** A best-effort message of a room, tried once. */
  chat(device: Device, room: string, text: string, dueMs: number): void {
    const line = new ChatLine(this, room, this.#nextId(device.stream, dueMs), dueMs);
    this.#errands.add(line);
    line.say(device, text);
  }

  /** Taps of a counter, added up with those that wait for the answer to the ones before. */
  tap(device: Device, room: string, counter: string, count: number): void {
    let ofDevice = this.#taps.get(device);
    if (ofDevice === undefined) {
      ofDevice = new Map();
      this.#taps.set(device, ofDevice);
    }
    let lane = ofDevice.get(room);
    if (lane === undefined) {
      lane = new TapLane(device, room, this, this.#load.random, () => this.#tapped(device, room));
      ofDevice.set(room, lane);
      this.#errands.add(lane);
    }
    lane.add(counter, count);
  }

  /**
   * Resolves when the fate of all that was begun before is known. What has no answer by the deadline is
   * given up, and stands in the books as unknown, or as refused when it was never sent.
   */
  async settled(withinMs = settleMs): Promise<void> {
    let open = [...this.#errands];
    let deadlineMs = nowMs() + withinMs;
    while (open.length > 0 && nowMs() < deadlineMs) {
      if (this.#load.signal.aborted) deadlineMs = Math.min(deadlineMs, nowMs() + abortedSettleMs);
      await Bun.sleep(lookEveryMs);
      open = open.filter((errand) => this.#errands.has(errand));
    }
    for (const errand of open) errand.giveUp();
  }

  done(errand: Errand): void {
    this.#errands.delete(errand);
  }

  #post(stream: string, conversation: string, content: Content, dueMs: number): Post {
    const post = new Post(this, conversation, this.#nextId(stream, dueMs), content, dueMs);
    this.#errands.add(post);
    return post;
  }

  #nextId(stream: string, dueMs: number): string {
    serial += 1;
    return messageId(stream, serial, dueMs);
  }

  #lane(sender: Device | string, carrierOf: () => Carrier): SendLane {
    let lane = this.#lanes.get(sender);
    if (lane === undefined) {
      const onEmpty = () => this.#lanes.delete(sender);
      lane = new SendLane(carrierOf(), this.#load.random, this.#most, onEmpty);
      this.#lanes.set(sender, lane);
    }
    return lane;
  }

  #tapped(device: Device, room: string): void {
    const ofDevice = this.#taps.get(device);
    ofDevice?.delete(room);
    if (ofDevice?.size === 0) this.#taps.delete(device);
  }
}

function overDevice(device: Device): Carrier {
  return {
    get isReady() {
      return device.isReady;
    },
    whenReady: () => device.whenReady(),
    carry: ({ conversation, clientId, content }, onAnswer) => {
      const to = conversation.startsWith(roomPrefix)
        ? { cmd: 'room.send', room: conversation, class: 'reliable' }
        : { cmd: 'send', conversation };
      device.call({ ...to, clientId, ...content }, onAnswer);
    },
  };
}

function overHttp(api: RoomsApi): Carrier {
  return {
    isReady: true,
    whenReady: () => Promise.resolve(),
    carry: ({ conversation, clientId, content }, onAnswer) => {
      api.sendReliable(conversation, { ...content, clientId }).then(
        (ok) => onAnswer({ ok }),
        (error) => onAnswer({ error: wireErrorOf(error) }),
      );
    },
  };
}

/** A request without an answer may have had its effect, like one that the server says is `internal`. */
function wireErrorOf(error: unknown): WireError {
  if (error instanceof ApiError && error.wire !== undefined) return error.wire;
  const isRefused = error instanceof ApiError && error.status >= 400 && error.status < 500;
  const message = error instanceof Error ? error.message : String(error);
  return wireError(isRefused ? 'invalid_argument' : 'internal', message);
}
