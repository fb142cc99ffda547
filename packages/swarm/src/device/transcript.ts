import type { RoomChat } from '@eagre/protocol';
import type { Ledger } from './ledger.ts';
import { parseMessageId } from './message-id.ts';

/** Best-effort messages that were handed out together; the same in every frame that carries them. */
export interface ChatBatch {
  /** Server time of the first frame that was seen with it, ms. */
  at: number;
  ids: readonly string[];
  senders: readonly string[];
  /** When each was to be sent, as its id tells; NaN when the load did not make it. */
  dueMs: Float64Array;
}

/**
 * What was said in a room, put together from what devices were shown. Best-effort messages have no
 * number, so that a frame can only be judged by its messages: none may come in two batches, a batch
 * is the same at all devices, and the messages of a sender go on in the order in which it sent them.
 */
export class Transcript {
  readonly #ledger: Ledger;
  readonly #batches = new Map<string, ChatBatch>();
  readonly #seen = new Set<string>();

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
  }

  /** Different messages that any device was shown. */
  get messages(): number {
    return this.#seen.size;
  }

  /** The batch that starts with the first of these messages. */
  batch(at: number, chat: readonly RoomChat[]): ChatBatch {
    const ids = chat.map(({ id }) => id ?? '');
    const key = ids[0] ?? '';
    const known = this.#batches.get(key);
    if (known !== undefined) return this.#sameAs(known, ids);
    for (const id of ids) this.#first(id);
    const dueMs = Float64Array.from(ids, (id) => parseMessageId(id).dueMs);
    const batch = { at, ids, senders: chat.map(({ from }) => from), dueMs };
    this.#batches.set(key, batch);
    return batch;
  }

  /**
   * Whether each sender's messages were shown in the order of their ids' numbers; to be called when
   * all has been received. Gives the number of messages that were not.
   */
  disordered(): number {
    // Frames of one ms were made one after the other, and first seen in that order.
    const inOrder = [...this.#batches.values()].sort((a, b) => a.at - b.at);
    const last = new Map<string, number>();
    let count = 0;
    for (const { ids } of inOrder) {
      for (const id of ids) {
        const { stream, number } = parseMessageId(id);
        if (number < (last.get(stream) ?? -1)) count += 1;
        last.set(stream, number);
      }
    }
    if (count > 0) this.#ledger.fault(`${count} messages were shown before an earlier one`);
    return count;
  }

  #first(id: string): void {
    if (this.#seen.has(id)) this.#ledger.fault(`message ${id} was shown in two batches`);
    this.#seen.add(id);
  }

  #sameAs(known: ChatBatch, ids: readonly string[]): ChatBatch {
    const isSame = known.ids.length === ids.length && known.ids.every((id, i) => id === ids[i]);
    if (!isSame) {
      this.#ledger.fault(
        `the batch of ${known.ids.length} from ${ids[0]} on came as one of ${ids.length}`,
      );
    }
    return known;
  }
}
