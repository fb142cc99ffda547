import type { Random } from '@eagre/protocol';
import type { ChatItem } from '../../bus/bus.ts';
import type { Limits } from '../../limits.ts';
import { sample } from './sampler.ts';

export interface ChatBufferOptions {
  readonly limits: Pick<Limits, 'roomPendingChat' | 'roomPendingChars'>;
  readonly random: Random;
  /** Of these `items` only the `kept` ones fit; the others by rank. */
  readonly onDropped: (
    byRank: readonly number[],
    items: readonly ChatItem[],
    kept: readonly ChatItem[],
  ) => void;
}

/**
 * Messages that wait. When it is full, the sampler halves it: low ranks and loud senders go first,
 * and since half is free then, a message costs the same however long the flood lasts.
 */
export class ChatBuffer {
  readonly #options: ChatBufferOptions;
  #items: ChatItem[] = [];
  #chars = 0;

  constructor(options: ChatBufferOptions) {
    this.#options = options;
  }

  get length(): number {
    return this.#items.length;
  }

  add(item: ChatItem): void {
    this.#items.push(item);
    this.#chars += item.text.length;
    const { roomPendingChat, roomPendingChars } = this.#options.limits;
    if (this.#items.length > roomPendingChat || this.#chars > roomPendingChars) this.#compact();
  }

  /** All that waits, in order of arrival; nothing waits after. */
  takeAll(): readonly ChatItem[] {
    const items = this.#items;
    this.#items = [];
    this.#chars = 0;
    return items;
  }

  #compact(): void {
    const { limits, random, onDropped } = this.#options;
    do {
      const items = this.#items;
      const { kept, dropped } = sample(items, items.length / 2, random);
      this.#items = [...kept];
      this.#chars = charsOf(kept);
      onDropped(dropped, items, kept);
      // Few long texts may still be too many characters.
    } while (this.#chars > limits.roomPendingChars / 2 && this.#items.length > 1);
  }
}

function charsOf(items: readonly ChatItem[]): number {
  return items.reduce((sum, { text }) => sum + text.length, 0);
}
