import type { Clock } from '@eagre/protocol';
import type { ConsoleSession as Session } from '@eagre/server/console';
import { createContext, type ReactNode, useContext, useSyncExternalStore } from 'react';
import type { ConsoleApi } from './console-api.ts';
import type { ConsoleSession, SessionState } from './console-session.ts';

/** What the pages stand on; tests hand in their own. */
export interface Console {
  readonly api: ConsoleApi;
  readonly session: ConsoleSession;
  readonly clock: Clock;
}

const context = createContext<Console | undefined>(undefined);

export function ConsoleProvider({ value, children }: { value: Console; children: ReactNode }) {
  return <context.Provider value={value}>{children}</context.Provider>;
}

export function useConsole(): Console {
  const value = useContext(context);
  if (value === undefined) throw new Error('useConsole outside of ConsoleProvider');
  return value;
}

export function useApi(): ConsoleApi {
  return useConsole().api;
}

export function useSessionState(): SessionState {
  const { session } = useConsole();
  return useSyncExternalStore(session.subscribe, session.getState);
}

/** Of the operator at work; only inside the frame, which is shown to nobody else. */
export function useSession(): Session {
  const state = useSessionState();
  if (state.kind !== 'signedIn') throw new Error('useSession while nobody is signed in');
  return state.session;
}
