import type { SeriesAnswer } from '@eagre/server/console';
import { useEffect, useMemo, useState } from 'react';
import type { ConsoleError } from '../../api/console-error.ts';
import { useConsole } from '../../api/context.tsx';
import { Poller, pageVisibility } from '../../api/poller.ts';
import { rangeMs, useView } from '../../view/view.tsx';
import { SeriesBook } from './series-book.ts';

/** A node keeps an hour of seconds; what is longer is told by minutes. */
const secondStepMs = 1_000;
const minuteStepMs = 60_000;
/** Minutes are asked for more often than they end, so that one is seen soon after it ended. */
const minutePollMs = 10_000;

export interface Series {
  readonly book: SeriesBook;
  /** Calls `listener` when the book has more; gives what ends that. */
  subscribe(listener: () => void): () => void;
}

export interface SeriesState {
  readonly series: Series;
  readonly error: ConsoleError | undefined;
  /** Nodes that run and did not answer in time. */
  readonly missing: readonly string[];
  /** Grows with each answer. */
  readonly version: number;
}

/** The figures of the view's range and node, live while the view is. */
export function useSeries(): SeriesState {
  const { api, clock } = useConsole();
  const { range, node, isLive } = useView();
  const [known, setKnown] = useState<Known>(nothingKnown);
  const stepMs = range === '24h' ? minuteStepMs : secondStepMs;

  // Another node's figures have nothing to do with the ones that are there.
  // biome-ignore lint/correctness/useExhaustiveDependencies: as said
  const { book, series, tell } = useMemo(
    () => makeSeries(new SeriesBook(stepMs, rangeMs[range])),
    [stepMs, range, node],
  );

  useEffect(() => {
    // A pause takes hold once there is something to look at.
    if (!isLive && book.times.length > 0) return;
    const poller = new Poller({
      clock,
      visibility: pageVisibility,
      everyMs: stepMs === secondStepMs ? secondStepMs : minutePollMs,
      run: async (signal) => {
        const query = { step: stepMs, since: Math.floor(book.since(api.serverNow())), node };
        const answer = await api.get<SeriesAnswer>('series', query, signal);
        if (signal.aborted) return false;
        const more = book.add(answer);
        tell();
        const { missing } = answer;
        setKnown(({ version }) => ({ missing, error: undefined, version: version + 1 }));
        if (!isLive && !more) poller.stop();
        return more;
      },
      onError: (error) => setKnown((before) => ({ ...before, error })),
    });
    poller.start();
    return () => poller.stop();
  }, [api, clock, book, tell, stepMs, node, isLive]);

  return { series, ...known };
}

type Known = Omit<SeriesState, 'series'>;
const nothingKnown: Known = { error: undefined, missing: [], version: 0 };

function makeSeries(book: SeriesBook) {
  const listeners = new Set<() => void>();
  const series: Series = {
    book,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  const tell = () => {
    for (const listener of listeners) listener();
  };
  return { book, series, tell };
}
