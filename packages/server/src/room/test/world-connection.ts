import type { HeadPush, QueueId, RoomPush, RoomStatePush } from '@eagre/protocol';
import type { RoomFrame } from '../../fanout/audience-receiver.ts';
import type { RoomConnection } from '../room-connection.ts';
import type { WorldNode } from './world-node.ts';

/** A device's end of a connection. */
export interface ConnectionEvents {
  frame(push: RoomPush | RoomStatePush): void;
  heads(heads: HeadPush['heads']): void;
}

/** One parse for all devices that get a frame. */
const parsed = new WeakMap<RoomFrame, RoomPush>();

/**
 * The gateway's connection with a device behind it: it may refuse some frames, or all for a while,
 * after which it tells the heads that it noted meanwhile.
 */
export class WorldConnection implements RoomConnection {
  readonly identity: NonNullable<RoomConnection['identity']>;
  readonly node: WorldNode;
  readonly #events: ConnectionEvents;
  readonly #heads = new Map<QueueId, [epoch: number, head: number]>();
  readonly #notes: string[] = [];
  open = true;
  /** Takes nothing. */
  #isJammed = false;
  /** Frames that it refuses next. */
  refusing = 0;

  constructor(
    identity: NonNullable<RoomConnection['identity']>,
    node: WorldNode,
    events: ConnectionEvents,
  ) {
    this.identity = identity;
    this.node = node;
    this.#events = events;
  }

  get isJammed(): boolean {
    return this.#isJammed;
  }

  jam(): void {
    this.#isJammed = true;
  }

  /** The socket takes frames again: first what must not be lost, then the heads that were noted. */
  drain(): void {
    this.#isJammed = false;
    for (const frame of this.#notes.splice(0)) this.#hand(frame);
    const heads = [...this.#heads].map(
      ([queue, at]) => [queue, ...at] as [QueueId, number, number],
    );
    this.#heads.clear();
    if (heads.length > 0 && this.open) this.#events.heads(heads);
  }

  room(frame: RoomFrame): boolean {
    if (!this.open || this.#isJammed) return false;
    if (this.refusing > 0) {
      this.refusing -= 1;
      return false;
    }
    const known = parsed.get(frame);
    const push = known ?? (JSON.parse(frame.text) as RoomPush);
    if (known === undefined) parsed.set(frame, push);
    this.#events.frame(push);
    return true;
  }

  tellHead(queue: QueueId, epoch: number, head: number): void {
    if (!this.open) return;
    if (this.#isJammed) this.#heads.set(queue, [epoch, head]);
    else this.#events.heads([[queue, epoch, head]]);
  }

  notify(frame: string): void {
    if (!this.open) return;
    if (this.#isJammed) this.#notes.push(frame);
    else this.#hand(frame);
  }

  #hand(frame: string): void {
    if (this.open) this.#events.frame(JSON.parse(frame) as RoomStatePush);
  }
}
