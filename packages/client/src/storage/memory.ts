import { type OpenPositionStore, SavedState } from './position-store.ts';

/**
 * Keeps positions as long as this value lives: for tests, and for a client that is made anew within one
 * page. A client without a store of its own is a fresh device at every start.
 */
export function memoryPositions(): OpenPositionStore {
  const owners = new Map<string, SavedState>();
  return ({ user, device }) => {
    const key = `${user}/${device}`;
    const state = owners.get(key) ?? new SavedState();
    owners.set(key, state);
    return {
      load: async () => structuredClone(state.all()),
      save: async (changes) => state.apply(structuredClone(changes)),
      close: async () => {},
    };
  };
}
