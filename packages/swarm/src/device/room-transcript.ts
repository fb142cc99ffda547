import { parseMessageId } from './message-id.ts';
import { idHash } from './place-hash.ts';
import { type StreamStep, StreamWindow } from './stream-window.ts';

/** Best-effort messages that were handed out together; the same in every frame that carries them. */
export interface ChatBatch {
  /** Server time of the first frame that was seen with it, ms. */
  at: number;
  ids: readonly string[];
  senders: readonly string[];
  /** When each was to be sent, as its id tells; NaN when the load did not make it. */
  dueMs: Float64Array;
}

/** What one room showed to the devices of this process. */
export class RoomTranscript {
  readonly #streams = new Map<string, StreamWindow>();
  /** The batches that are remembered, by `key`: their first message, mostly. */
  readonly batches = new Map<string, ChatBatch>();
  /** Different messages, and the sum of their `idHash`. */
  shown = 0;
  ids = 0;
  /** Of those, the ones that had been refused. */
  refused = 0;
  /** Server time of the first frame with chat, ms; Infinity before it. */
  firstAt = Number.POSITIVE_INFINITY;

  add(key: string, batch: ChatBatch): void {
    this.batches.set(key, batch);
    this.firstAt = Math.min(this.firstAt, batch.at);
  }

  /** A message that was not seen yet, in a frame of this time. */
  first(id: string, at: number): StreamStep {
    this.shown += 1;
    this.ids = (this.ids + idHash(id)) | 0;
    const { stream, number } = parseMessageId(id);
    if (Number.isNaN(number)) return 'new';
    let window = this.#streams.get(stream);
    if (window === undefined) {
      window = new StreamWindow();
      this.#streams.set(stream, window);
    }
    return window.note(at, number);
  }
}
