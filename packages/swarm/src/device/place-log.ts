import type { SeenMessage } from './entries-frame.ts';
import { parseMessageId } from './message-id.ts';
import { type StreamStep, StreamWindow } from './stream-window.ts';

/**
 * `known`: the same message was there before; `other`: another one; `moved`: the message was at a place
 * where another one was seen, too; `old`: too long ago to tell.
 */
export type PlaceStep = StreamStep | 'known' | 'other' | 'moved' | 'old';

/** A refusal and a push may overtake each other by so many messages. */
const newest = 512;
const mostContested = 256;

/** The messages at the newest places of one conversation, and how far each sender's numbers are. */
export class PlaceLog {
  readonly #ids = new Map<number, string>();
  readonly #streams = new Map<string, StreamWindow>();
  /** Where different messages were seen. */
  readonly #contested = new Set<number>();
  #last = 0;
  /** Places up to here are forgotten. */
  #forgotten = 0;

  note({ syncId, clientId }: Pick<SeenMessage, 'syncId' | 'clientId'>): PlaceStep {
    const known = this.#ids.get(syncId);
    if (known === clientId) return 'known';
    if (known !== undefined) {
      if (this.#contested.size < mostContested) this.#contested.add(syncId);
      return 'other';
    }
    if (syncId <= this.#forgotten) return 'old';
    this.#ids.set(syncId, clientId);
    this.#last = Math.max(this.#last, syncId);
    const { stream, number } = parseMessageId(clientId);
    if (Number.isNaN(number)) return 'new';
    const step = this.#streamOf(stream).note(syncId, number);
    return step === 'again' && this.#isContested(clientId) ? 'moved' : step;
  }

  at(syncId: number): string | undefined {
    return this.#ids.get(syncId);
  }

  /** Whether the message stands at one of the newest places. */
  isNews(clientId: string): boolean {
    for (let syncId = this.#last; syncId > this.#last - newest; syncId -= 1) {
      if (this.#ids.get(syncId) === clientId) return true;
    }
    return false;
  }

  forget(syncId: number): void {
    this.#ids.delete(syncId);
    this.#forgotten = Math.max(this.#forgotten, syncId);
  }

  /** In order of the places. */
  entries(): [syncId: number, clientId: string][] {
    return [...this.#ids].sort(([a], [b]) => a - b);
  }

  /** Two that were swapped are seen twice, and yet none is there twice. */
  #isContested(clientId: string): boolean {
    for (const syncId of this.#contested) if (this.#ids.get(syncId) === clientId) return true;
    return false;
  }

  #streamOf(stream: string): StreamWindow {
    let window = this.#streams.get(stream);
    if (window === undefined) {
      window = new StreamWindow();
      this.#streams.set(stream, window);
    }
    return window;
  }
}
