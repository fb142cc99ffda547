import type { RoomChat } from '@eagre/protocol';
import { clientLimits } from '../limits.ts';

/**
 * Chat has no numbers. It is known again by its sender's id of it: the device's own, which it shows when
 * the server took it, and what was said lately, which is told again on a return.
 */
export class SeenChat {
  readonly #ids = new Set<string>();

  /** Whether it comes for the first time. One without an id always seems to. */
  isNew({ from, id }: Pick<RoomChat, 'from' | 'id'>): boolean {
    if (id === undefined) return true;
    const key = `${from} ${id}`;
    if (this.#ids.has(key)) return false;
    const [oldest] = this.#ids;
    if (oldest !== undefined && this.#ids.size >= clientLimits.seenChat) this.#ids.delete(oldest);
    this.#ids.add(key);
    return true;
  }
}
