import type { QueueId } from '@eagre/protocol';

/** How far a device is in one queue, and what it still owes the application there. */
export interface SavedPosition {
  queue: QueueId;
  epoch: number;
  /** The last entry that was handed over. */
  syncId: number;
  /** Entries up to here exist and are still to be handed over. */
  known: number;
  /** The queue is read to its end (a user queue, or a conversation in read mode). */
  followed: boolean;
}

/** A message that was handed to `send` and not answered yet. */
export interface UnsentMessage {
  clientId: string;
  conversation: string;
  kind: string;
  body: Record<string, unknown>;
  personalTo?: string;
  /** Milliseconds since 1970. */
  at: number;
}

export interface Saved {
  positions: SavedPosition[];
  unsent: UnsentMessage[];
}

export interface PositionChanges {
  positions: SavedPosition[];
  forgotten: QueueId[];
  /** All unsent messages, when they changed. */
  unsent?: UnsentMessage[];
}

/**
 * Where positions of one user's device are kept between runs. A `save` takes effect as a whole or not
 * at all; calls are made one after the other, and `load` before the first. Two clients must not use the
 * same store, user and device at a time.
 * Implementations: memory, `localStorage`, IndexedDB, file; one suite for all of them in the tests.
 */
export interface PositionStore {
  load(): Promise<Saved>;
  save(changes: PositionChanges): Promise<void>;
  /** Nothing is called afterwards. */
  close(): Promise<void>;
}

/** Opens the store of one user's device. */
export type OpenPositionStore = (owner: { user: string; device: string }) => PositionStore;

/** Applies changes to what is kept as one value. */
export class SavedState {
  readonly #positions = new Map<QueueId, SavedPosition>();
  #unsent: UnsentMessage[] = [];

  constructor(saved?: Saved) {
    if (saved !== undefined) this.apply({ ...saved, forgotten: [] });
  }

  apply(changes: PositionChanges): void {
    for (const queue of changes.forgotten) this.#positions.delete(queue);
    for (const position of changes.positions) this.#positions.set(position.queue, position);
    if (changes.unsent !== undefined) this.#unsent = changes.unsent;
  }

  all(): Saved {
    return { positions: [...this.#positions.values()], unsent: this.#unsent };
  }
}
