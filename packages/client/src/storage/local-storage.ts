import { type OpenPositionStore, type Saved, SavedState } from './position-store.ts';

/** The part of the DOM's `Storage` that is used. */
export interface KeyValueStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

/**
 * Positions in `localStorage`, one item for a user's device: a write of one item is all or nothing.
 * Good for some hundred conversations; past that IndexedDB does not block the page while it writes.
 */
export function localStoragePositions(storage?: KeyValueStorage): OpenPositionStore {
  return ({ user, device }) => {
    const items = storage ?? (globalThis as { localStorage?: KeyValueStorage }).localStorage;
    const key = `eagre/${user}/${device}`;
    let state = new SavedState();
    return {
      async load() {
        state = new SavedState(parseSaved(items?.getItem(key) ?? undefined));
        return state.all();
      },
      async save(changes) {
        if (items === undefined) throw new Error('this runtime has no localStorage');
        state.apply(changes);
        items.setItem(key, JSON.stringify(state.all()));
      },
      close: async () => {},
    };
  };
}

/** What cannot be read counts as nothing: a fresh device gets recent entries, a broken one nothing. */
export function parseSaved(text: string | undefined): Saved {
  try {
    const saved: unknown = JSON.parse(text ?? '{}');
    const { positions, unsent } = saved as Partial<Saved>;
    return {
      positions: Array.isArray(positions) ? positions : [],
      unsent: Array.isArray(unsent) ? unsent : [],
    };
  } catch {
    return { positions: [], unsent: [] };
  }
}
