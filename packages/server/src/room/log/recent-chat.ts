import type { ChatItem } from '../../bus/bus.ts';
import type { Limits } from '../../limits.ts';

export type RecentChatLimits = Pick<Limits, 'roomSnapshotChat' | 'roomSnapshotChatChars'>;

/** What was said in a room last, for those who enter. */
export class RecentChat {
  readonly #limits: RecentChatLimits;
  #texts: string[] = [];

  constructor(limits: RecentChatLimits) {
    this.#limits = limits;
  }

  /** What a flush showed. */
  add(items: readonly ChatItem[]): void {
    const { roomSnapshotChat, roomSnapshotChatChars } = this.#limits;
    const newest = items.slice(-roomSnapshotChat).map(({ text }) => text);
    const texts = [...this.#texts, ...newest].slice(-roomSnapshotChat);
    let chars = 0;
    const tooMuch = texts.findLastIndex((text) => {
      chars += text.length;
      return chars > roomSnapshotChatChars;
    });
    this.#texts = texts.slice(tooMuch + 1);
  }

  /** JSON texts, oldest first: the newest that fit the limits. */
  texts(): readonly string[] {
    return this.#texts;
  }
}
