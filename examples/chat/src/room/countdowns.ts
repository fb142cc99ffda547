import type { RoomMessageEvent } from '@eagre/client';

/** Messages that came and are not to be shown yet. Times are of the server, ms since 1970. */
export class Countdowns {
  #due = new Map<string, number>();

  add(message: RoomMessageEvent, dueMs: number): void {
    this.#due.set(keyOf(message), dueMs);
  }

  opened(message: RoomMessageEvent): void {
    this.#due.delete(keyOf(message));
  }

  /** Milliseconds until the next one opens; undefined: none. */
  nextMs(nowMs: number): number | undefined {
    const left = [...this.#due.values()].map((due) => due - nowMs).filter((ms) => ms > 0);
    return left.length === 0 ? undefined : Math.min(...left);
  }

  clear(): void {
    this.#due.clear();
  }
}

function keyOf({ epoch, syncId }: RoomMessageEvent): string {
  return `${epoch} ${syncId}`;
}
