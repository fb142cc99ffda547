import { onceDay, tableOfDay, tablesToEmpty } from '../once-days.ts';
import type { Commit, CommitResult, Placed } from '../timeline.ts';

type Once = NonNullable<Commit['once']>;

/** Idempotency keys of today and yesterday. */
export class MemoryOnce {
  readonly #tables = [new Map<string, OnceRow>(), new Map<string, OnceRow>()] as const;
  #day: number;

  constructor(nowMs: number) {
    this.#day = onceDay(nowMs);
  }

  turnTo(nowMs: number): void {
    const today = onceDay(nowMs);
    for (const table of tablesToEmpty(this.#day, today)) this.#tables[table].clear();
    this.#day = Math.max(this.#day, today);
  }

  find(once: Once): CommitResult | undefined {
    const key = onceKey(once);
    const row = this.#tables[0].get(key) ?? this.#tables[1].get(key);
    return row && { outcome: 'duplicate', placed: row.placed, at: row.at };
  }

  remember(once: Once, placed: readonly Placed[]): void {
    this.#tables[tableOfDay(this.#day)].set(onceKey(once), {
      at: once.at,
      placed: placed.slice(0, 1),
    });
  }
}

interface OnceRow {
  at: number;
  placed: Placed[];
}

function onceKey(once: Once): string {
  return `${once.sender} ${once.clientId}`;
}
