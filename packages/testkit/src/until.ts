export interface UntilOptions {
  /** How long to wait at most, 5,000 ms unless told. */
  readonly timeoutMs?: number;
  /** What is waited for, for the error: "waited 5000 ms for <what>". */
  readonly what?: string;
  /** Time between two looks, 5 ms unless told. */
  readonly pollMs?: number;
}

/**
 * Waits in real time until `condition` gives something truthy, and gives that. Use it for what cannot
 * be awaited, never a fixed sleep: a sleep is too long on a fast machine and too short on a slow one.
 * A condition that throws counts as not yet true; its last error is the cause of the failure.
 */
export async function until<T>(
  condition: () => T | Promise<T>,
  options: UntilOptions = {},
): Promise<NonNullable<T>> {
  const { timeoutMs = 5_000, what = condition.toString(), pollMs = 5 } = options;
  const deadlineMs = performance.now() + timeoutMs;
  for (;;) {
    const last = await look(condition);
    if (last.value) return last.value as NonNullable<T>;
    if (performance.now() >= deadlineMs) {
      const state = last.error === undefined ? `last: ${Bun.inspect(last.value)}` : `${last.error}`;
      throw new Error(`waited ${timeoutMs} ms for ${what} (${state})`, { cause: last.error });
    }
    await Bun.sleep(pollMs);
  }
}

async function look<T>(condition: () => T | Promise<T>): Promise<{ value?: T; error?: unknown }> {
  try {
    return { value: await condition() };
  } catch (error) {
    return { error };
  }
}
