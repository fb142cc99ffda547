import { until } from './until.ts';

export interface Leaks {
  /** Registers a count that must be 0 when the test is over. */
  add(name: string, count: () => number): void;
  /** Waits until every count is 0, at most this long (1,000 ms); fails with a list of what is left. */
  expectNone(timeoutMs?: number): Promise<void>;
}

/**
 * After a test nothing may be left: connections, timers, unsent bytes. Closing is asynchronous, so the
 * check waits by condition before it fails.
 */
export function trackLeaks(): Leaks {
  const counts = new Map<string, () => number>();
  const left = () =>
    [...counts]
      .map(([name, count]) => ({ name, count: count() }))
      .filter(({ count }) => count !== 0)
      .map(({ name, count }) => `${name}: ${count}`);
  return {
    add(name, count) {
      if (counts.has(name)) throw new Error(`leaks already track "${name}"; name each count once`);
      counts.set(name, count);
    },
    async expectNone(timeoutMs = 1_000) {
      try {
        await until(() => left().length === 0, { timeoutMs });
      } catch {
        throw new Error(`left behind after ${timeoutMs} ms: ${left().join(', ')}`);
      }
    },
  };
}
