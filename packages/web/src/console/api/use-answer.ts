import { useCallback, useEffect, useRef, useState } from 'react';
import { useView } from '../view/view.tsx';
import type { ConsoleError } from './console-error.ts';
import { useConsole } from './context.tsx';
import { Poller, pageVisibility } from './poller.ts';
import type { Query } from './transport.ts';

export interface Answer<T> {
  /** The newest answer; stays while a later question fails. */
  readonly data: T | undefined;
  /** Of the newest question; undefined when it was answered. */
  readonly error: ConsoleError | undefined;
  readonly isLoading: boolean;
  /** Asks now. */
  refresh(): void;
}

export interface AnswerOptions {
  readonly query?: Query;
  /** Asks again so often while the page is live and seen; without, once. */
  readonly everyMs?: number;
}

interface Known<T> {
  /** The question this belongs to: what was known of another one is not shown. */
  readonly key: string;
  readonly data?: T;
  readonly error?: ConsoleError | undefined;
}

/** `GET path` as a component wants it; an undefined path asks nothing. */
export function useAnswer<T>(path: string | undefined, options: AnswerOptions = {}): Answer<T> {
  const { api, clock } = useConsole();
  const { isLive } = useView();
  const { everyMs } = options;
  const key = JSON.stringify([path, options.query ?? {}]);
  const [known, setKnown] = useState<Known<T>>({ key });
  const poller = useRef<Poller>(undefined);
  const paceMs = isLive ? everyMs : undefined;

  useEffect(() => {
    const [asked, query] = JSON.parse(key) as [string | null, Query];
    if (asked === null) return;
    const made = new Poller({
      clock,
      visibility: pageVisibility,
      everyMs: undefined,
      run: async (signal) => {
        const data = await api.get<T>(asked, query, signal);
        if (!signal.aborted) setKnown({ key, data });
        return false;
      },
      onError: (error) =>
        setKnown((before) => (before.key === key ? { ...before, error } : { key, error })),
    });
    poller.current = made;
    made.start();
    return () => made.stop();
  }, [api, clock, key]);

  // A pause leaves what is there; it is no other question.
  // biome-ignore lint/correctness/useExhaustiveDependencies: each of them makes another poller
  useEffect(() => poller.current?.pace(paceMs), [api, clock, key, paceMs]);

  const refresh = useCallback(() => poller.current?.now(), []);
  const own = known.key === key ? known : { key };
  return {
    data: own.data,
    error: own.error,
    isLoading: path !== undefined && own.data === undefined && own.error === undefined,
    refresh,
  };
}
