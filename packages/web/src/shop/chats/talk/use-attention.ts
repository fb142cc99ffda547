import { useSyncExternalStore } from 'react';

/** The person may be looking: the page is in sight and has the focus of the window. */
export function useAttention(): boolean {
  return useSyncExternalStore(subscribe, hasAttention);
}

function hasAttention(): boolean {
  return document.visibilityState === 'visible' && document.hasFocus();
}

function subscribe(changed: () => void): () => void {
  const stop = new AbortController();
  for (const name of ['focus', 'blur']) {
    window.addEventListener(name, changed, { signal: stop.signal });
  }
  document.addEventListener('visibilitychange', changed, { signal: stop.signal });
  return () => stop.abort();
}
