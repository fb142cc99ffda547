import { nowMs } from '../../engine/now.ts';

/** Time between two looks at what is due. ms. */
const lookEveryMs = 2;

/**
 * Does something with each item, so many a second whatever becomes of those before. Resolves when all
 * have ended; when the run shall end no more are begun. Rejects when one does.
 */
export async function atRate<T>(
  items: readonly T[],
  perSecond: number,
  signal: AbortSignal,
  work: (item: T, dueMs: number) => Promise<void>,
): Promise<void> {
  const startMs = nowMs();
  const { promise: failed, reject } = Promise.withResolvers<never>();
  const begun: Promise<void>[] = [];
  // Told at once, not when all have been begun.
  failed.catch(() => {});
  for (let next = 0; next < items.length && !signal.aborted; ) {
    const due = Math.min(items.length, ((nowMs() - startMs) / 1000) * perSecond);
    for (; next < due; next += 1) {
      const one = work(items[next] as T, startMs + (next / perSecond) * 1000);
      one.catch(reject);
      begun.push(one);
    }
    if (next < items.length) await Promise.race([Bun.sleep(lookEveryMs), failed]);
  }
  await Promise.all(begun);
}
