import { cards } from '../../crowd/phrases.ts';
import type { Device } from '../../device/device.ts';
import { nowMs } from '../../engine/now.ts';
import type { Speaker } from '../../engine/speaker.ts';
import type { Part } from './phases.ts';
import { pin } from './room-host.ts';
import type { ServerClock } from './server-clock.ts';
import { Timeline } from './timeline.ts';

/** How devices act on a card: at their own moments within a time, all after a time, or as they like. ms. */
export type CardWay = { spreadMs: number } | { aheadMs: number } | Record<string, never>;

export interface CardOptions {
  /** s from card to card, at the plain pace. */
  everySeconds: number;
  /** Without one they go on. */
  count?: number;
  /** Taken in turn; without any every card is a plain one. */
  ways?: readonly CardWay[];
  /** For instants. */
  clock?: ServerClock;
}

/** A host's device that shows one item after the other, and pins the one that is shown. */
export class RoomCards implements Part {
  readonly #speaker: Pick<Speaker, 'send' | 'settled'>;
  readonly #host: Device;
  readonly #room: string;
  readonly #signal: AbortSignal;
  readonly #options: CardOptions;
  readonly #timeline = new Timeline();
  #pinned: Promise<void> = Promise.resolve();
  #shown = 0;
  /** The item shown last; empty before the first. */
  item = '';
  /** Changes of the pinned item that were refused. */
  readonly failures: string[] = [];

  constructor(
    speaker: Pick<Speaker, 'send' | 'settled'>,
    host: Device,
    room: string,
    signal: AbortSignal,
    options: CardOptions,
  ) {
    this.#speaker = speaker;
    this.#host = host;
    this.#room = room;
    this.#signal = signal;
    this.#options = options;
    let left = options.count ?? Number.POSITIVE_INFINITY;
    this.#timeline.add({
      gapMs: () => {
        left -= 1;
        return left >= 0 ? options.everySeconds * 1000 : Number.POSITIVE_INFINITY;
      },
      act: (dueMs) => this.#show(dueMs),
    });
  }

  start(): void {
    this.#timeline.start();
  }

  stop(): void {
    this.#timeline.stop();
  }

  pace(factor: number): void {
    this.#timeline.pace(factor);
  }

  async settled(): Promise<void> {
    await this.#pinned;
    await this.#speaker.settled();
  }

  #show(dueMs: number): void {
    const { ways = [] } = this.#options;
    const card = cards[this.#shown % cards.length] as (typeof cards)[number];
    const way = ways[this.#shown % ways.length] ?? {};
    this.#shown += 1;
    const itemId = `${card.itemId}.${this.#shown}`;
    this.item = itemId;
    // One after the other: the last one set is the one that stays.
    this.#pinned = this.#pinned.then(() => this.#pin(itemId));
    const message = { kind: 'item', body: { ...card, itemId }, ...this.#when(way) };
    this.#speaker.send(this.#host, this.#room, message, dueMs);
  }

  /** An instant is told in whole ms, and counts from when the card is shown. */
  #when(way: CardWay): { spreadMs?: number; activateAt?: number } {
    if (!('aheadMs' in way)) return way;
    const now = nowMs();
    const serverMs = this.#options.clock?.serverMs(now) ?? now;
    return { activateAt: Math.round(serverMs + way.aheadMs) };
  }

  async #pin(item: string): Promise<void> {
    const failure = await pin(this.#host, this.#room, item, this.#signal);
    if (failure !== undefined && !this.#signal.aborted) this.failures.push(failure);
  }
}
