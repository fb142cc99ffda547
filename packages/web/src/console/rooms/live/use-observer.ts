import { createClient, type EagreClient } from '@eagre/client';
import type { ObserverToken } from '@eagre/server/console';
import { useCallback, useEffect, useState } from 'react';
import { asConsoleError, type ConsoleError } from '../../api/console-error.ts';
import { useApi } from '../../api/context.tsx';

export interface Observer {
  readonly client: EagreClient | undefined;
  /** Why there is no token. */
  readonly error: ConsoleError | undefined;
  retry(): void;
}

/** A device of the console in an app, for as long as the component is there; none without an app. */
export function useObserver(app: string | undefined): Observer {
  const api = useApi();
  const [client, setClient] = useState<EagreClient>();
  const [error, setError] = useState<ConsoleError>();
  const [tries, setTries] = useState(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another try begins anew
  useEffect(() => {
    if (app === undefined) return;
    let isOver = false;
    let made: EagreClient | undefined;
    const path = `apps/${encodeURIComponent(app)}/token`;
    const order = () => api.send<ObserverToken>('POST', path);
    const start = async () => {
      const first = await order();
      if (isOver) return;
      let known: string | undefined = first.token;
      made = createClient({
        url: location.origin,
        user: first.user,
        // The one that is there serves for the first connection; tokens live for minutes.
        token: async () => {
          const token = known ?? (await order()).token;
          known = undefined;
          return token;
        },
        recent: 0,
        agent: 'eagre-console',
      });
      // How the connection is, the room's status shows.
      made.connect().catch(() => undefined);
      setClient(made);
    };
    start().catch((caught: unknown) => {
      if (!isOver) setError(asConsoleError(caught));
    });
    return () => {
      isOver = true;
      setClient(undefined);
      setError(undefined);
      void made?.close();
    };
  }, [api, app, tries]);

  const retry = useCallback(() => setTries((count) => count + 1), []);
  return { client, error, retry };
}
