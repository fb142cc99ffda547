import { useCallback, useSyncExternalStore } from 'react';
import { knownStores, storesOf } from './client-stores.ts';
import { connectionOf } from './connection-store.ts';
import { useClient } from './provider.tsx';
import type { ConnectionView } from './views.ts';

/** How the client is connected, and why not. */
export function useConnection(): ConnectionView {
  const client = useClient();
  const subscribe = useCallback(
    (listener: () => void) => storesOf(client).connection.subscribe(listener),
    [client],
  );
  const snapshot = () => knownStores(client)?.connection.snapshot ?? connectionOf(client);
  return useSyncExternalStore(subscribe, snapshot, () => connectionOf(client));
}
