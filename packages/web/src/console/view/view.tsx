import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';

export const ranges = ['10m', '1h', '24h'] as const;
export type Range = (typeof ranges)[number];

export const rangeMs: Readonly<Record<Range, number>> = {
  '10m': 10 * 60_000,
  '1h': 60 * 60_000,
  '24h': 24 * 60 * 60_000,
};

/** What the operator looks at, on every page. */
export interface View {
  /** Undefined: all apps. */
  readonly app: string | undefined;
  /** Undefined: all nodes. */
  readonly node: string | undefined;
  readonly range: Range;
  /** False: nothing on the page moves until it is turned on again. */
  readonly isLive: boolean;
  set(change: Partial<Pick<View, 'app' | 'node' | 'range' | 'isLive'>>): void;
}

const context = createContext<View | undefined>(undefined);

/** The choice outlives a reload of the tab; a pause does not, for it would be overlooked. */
const storageKey = 'eagre.console.view';

interface Kept {
  readonly app?: string | undefined;
  readonly node?: string | undefined;
  readonly range: Range;
}

export function ViewProvider({ children }: { children: ReactNode }) {
  const [kept, setKept] = useState<Kept>(read);
  const [isLive, setLive] = useState(true);
  useEffect(() => {
    sessionStorage.setItem(storageKey, JSON.stringify(kept));
  }, [kept]);
  const view = useMemo<View>(
    () => ({
      app: kept.app,
      node: kept.node,
      range: kept.range,
      isLive,
      set({ isLive: live, ...change }) {
        if (live !== undefined) setLive(live);
        setKept((before) => ({ ...before, ...change }));
      },
    }),
    [kept, isLive],
  );
  return <context.Provider value={view}>{children}</context.Provider>;
}

export function useView(): View {
  const view = useContext(context);
  if (view === undefined) throw new Error('useView outside of ViewProvider');
  return view;
}

function read(): Kept {
  try {
    const kept = JSON.parse(sessionStorage.getItem(storageKey) ?? '{}') as Partial<Kept>;
    const range = ranges.find((name) => name === kept.range) ?? '10m';
    return { range, app: textOf(kept.app), node: textOf(kept.node) };
  } catch {
    return { range: '10m' };
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
