import type { RoomEntry } from '@eagre/protocol';
import type { ServerChild } from './server-child.ts';
import { Lost, type WireClient } from './wire-client.ts';

/**
 * A device without the SDK that keeps no more than its position in a room between connections, as
 * the protocol asks: what it is told at `room.enter` and by frames, and pulls what is missing.
 */
export class Positioned {
  readonly texts: string[] = [];
  readonly #user: string;
  readonly #room: string;
  #client: WireClient | undefined;
  #position: { epoch: number; syncId: number } | undefined;
  #head = 0;
  #gen = 0;

  constructor(user: string, room: string) {
    this.#user = user;
    this.#room = room;
  }

  /** Enters over a new connection. */
  async enter(server: ServerChild): Promise<void> {
    const client = await server.device(this.#user);
    this.#client = client;
    this.#gen += 1;
    client.onPush = (push) => {
      if (push.push !== 'room') return;
      this.#head = Math.max(this.#head, push.head);
      this.#take(push.first ?? 0, push.entries ?? []);
    };
    const position = this.#position && { position: this.#position };
    const args = { room: this.#room, gen: this.#gen, ...position };
    const answer = await client.request('room.enter', args);
    const { epoch, from, entries, gap } = answer;
    if (gap !== undefined) throw new Error(`room.enter told a gap: ${gap}`);
    if (this.#position && this.#position.epoch !== epoch) throw new Error(`epoch ${epoch}`);
    this.#position ??= { epoch, syncId: from };
    this.#head = Math.max(this.#head, answer.head);
    this.#take(from + 1, entries);
  }

  /** Until it has everything that it was told of. */
  async catchUp(): Promise<void> {
    while ((this.#position?.syncId ?? 0) < this.#head) await this.#pull();
  }

  leave(): void {
    this.#client?.[Symbol.dispose]();
  }

  #take(first: number, entries: readonly RoomEntry[]): void {
    const position = this.#position;
    entries.forEach((entry, i) => {
      if (position === undefined || first + i !== position.syncId + 1) return;
      position.syncId += 1;
      this.texts.push(entry.type === 'message' ? String(entry.body['text']) : entry.type);
    });
  }

  async #pull(): Promise<void> {
    const { epoch, syncId } = this.#position ?? { epoch: 0, syncId: 0 };
    const asked = { queue: this.#room, epoch, from: syncId };
    const answer = await this.#client?.request('pull', { ranges: [asked] });
    const [range] = answer?.ranges ?? [];
    if (range === undefined || range.error || range.gap) {
      throw new Lost(`pull: ${range?.error?.code ?? range?.gap ?? 'no range'}`);
    }
    this.#take(range.from + 1, range.items as RoomEntry[]);
  }
}
