import { createContext, type ReactElement, type ReactNode, useContext, useEffect } from 'react';
import type { EagreClient } from '../client.ts';
import { storesOf } from './client-stores.ts';

const ClientContext = createContext<EagreClient | undefined>(undefined);

/**
 * Gives a client to the hooks below it. It neither connects nor closes it: the client is the
 * application's. What the client sends is kept for the views from the first mount on.
 */
export function EagreProvider(props: { client: EagreClient; children?: ReactNode }): ReactElement {
  const { client, children } = props;
  useEffect(() => void storesOf(client), [client]);
  return <ClientContext value={client}>{children}</ClientContext>;
}

/** The client of the nearest provider. */
export function useClient(): EagreClient {
  const client = useContext(ClientContext);
  if (client === undefined) throw new Error('there is no <EagreProvider client={…}> above this');
  return client;
}
