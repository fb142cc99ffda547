import { useCallback, useSyncExternalStore } from 'react';
import type { EagreClient } from '../client.ts';
import { type ClientStores, knownStores, storesOf } from './client-stores.ts';
import type { LiveStore } from './live-store.ts';
import type { Running, SharedStores } from './shared-stores.ts';

/**
 * The state of a shared store, which runs while the component is mounted; `idle` until then and on a
 * server. `which` and `idle` are constants.
 */
export function useShared<State, Store extends LiveStore<State> & Running<Store>>(
  client: EagreClient,
  which: (stores: ClientStores) => SharedStores<Store>,
  key: string,
  idle: State,
): State {
  const subscribe = useCallback(
    (listener: () => void) => {
      const shared = which(storesOf(client));
      const unsubscribe = shared.acquire(key).subscribe(listener);
      return () => {
        unsubscribe();
        shared.release(key);
      };
    },
    [client, which, key],
  );
  const snapshot = () => {
    const stores = knownStores(client);
    return (stores && which(stores).get(key)?.snapshot) ?? idle;
  };
  return useSyncExternalStore(subscribe, snapshot, () => idle);
}
