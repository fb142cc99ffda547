import { createClient, type EagreClient, indexedDbPositions } from '@eagre/client';
import type { Shopper } from '../identity/places.ts';
import { devToken } from './dev-api.ts';
import type { Line } from './line.ts';

/** The SDK's client of this tab, which keeps trying to connect until it is closed. */
export function openClient({ user, device, place }: Shopper, line: Line): EagreClient {
  const client = createClient({
    url: location.origin,
    user,
    device,
    token: () => devToken(user),
    positions: place === undefined ? undefined : indexedDbPositions(),
    webSocket: line.webSocket,
    agent: 'eagre-shop',
  });
  // What goes wrong is shown by `useConnection`.
  client.connect().catch(() => {});
  return client;
}
