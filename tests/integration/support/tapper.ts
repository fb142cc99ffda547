import type { ServerChild } from './server-child.ts';
import { Lost, type WireClient } from './wire-client.ts';

interface Sum {
  seq: number;
  count: number;
}

/** Taps of a device that keeps a sum until it was answered, and which of them were answered when. */
export class Tapper {
  readonly answered: { count: number; atMs: number }[] = [];
  readonly #user: string;
  readonly #room: string;
  #seq = 0;
  #waiting: Sum | undefined;

  constructor(user: string, room: string) {
    this.#user = user;
    this.#room = room;
  }

  /** Taps that were answered before a time (`performance.now()`). */
  countBefore(atMs = Number.POSITIVE_INFINITY): number {
    return this.answered.reduce((sum, one) => sum + (one.atMs < atMs ? one.count : 0), 0);
  }

  /** Taps of which it is not known whether they were counted. */
  get inDoubt(): number {
    return this.#waiting?.count ?? 0;
  }

  /** Enters over a new connection, and asks again for what was not answered. */
  async enter(server: ServerChild, gen: number): Promise<WireClient> {
    const client = await server.device(this.#user);
    await client.request('room.enter', { room: this.#room, gen });
    if (this.#waiting) await this.#send(client, this.#waiting);
    return client;
  }

  /** Taps until the connection is lost or `wanted` says no. */
  async run(client: WireClient, pick: () => number, wanted: () => boolean): Promise<void> {
    while (wanted() && !client.closed) {
      this.#seq += 1;
      this.#waiting = { seq: this.#seq, count: pick() };
      await this.#send(client, this.#waiting);
      await Bun.sleep(10);
    }
  }

  /** Asks for the last sum again, as if its answer had been lost. */
  async repeat(client: WireClient): Promise<void> {
    await client.request('room.tap', { room: this.#room, seq: this.#seq, counts: { like: 5 } });
  }

  /** Taken for lost: a crash may have undone that it was counted. */
  forget(): void {
    this.#waiting = undefined;
    this.answered.length = 0;
  }

  async #send(client: WireClient, { seq, count }: Sum): Promise<void> {
    try {
      await client.request('room.tap', { room: this.#room, seq, counts: { like: count } });
      this.answered.push({ count, atMs: performance.now() });
      this.#waiting = undefined;
    } catch (error) {
      if (!(error instanceof Lost)) throw error;
    }
  }
}
