import { realRandom } from '@eagre/protocol/random';
import type { PlacePorts } from './places.ts';

/** The browser's own storages and locks. */
export function browserPlaces(): PlacePorts {
  return {
    tab: lazily(() => sessionStorage),
    lasting: lazily(() => localStorage),
    hold: holdLock,
    random: realRandom,
  };
}

/** Touching a storage that is forbidden throws, so it is touched only where that is caught. */
function lazily(storage: () => Storage): PlacePorts['tab'] {
  return {
    getItem: (key) => storage().getItem(key),
    setItem: (key, value) => storage().setItem(key, value),
  };
}

function holdLock(name: string, waitMs: number): Promise<boolean> {
  // Pages that are not from this machine and not by TLS have no locks: there each tab is a stranger.
  if (navigator.locks === undefined) return Promise.resolve(false);
  return new Promise((resolve) => {
    const options =
      waitMs > 0 ? { signal: AbortSignal.timeout(waitMs) } : { ifAvailable: true as const };
    navigator.locks
      .request(name, options, (lock) => {
        resolve(lock !== null);
        // Held until the page is gone.
        return lock === null ? undefined : new Promise(() => {});
      })
      .catch(() => resolve(false));
  });
}
