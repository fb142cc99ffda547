import type { Clock } from '@eagre/protocol';

export interface TroublesOptions {
  readonly clock: Clock;
  /** Time for which trouble of the same kind is only counted. ms. */
  readonly everyMs: number;
  readonly report: (error: unknown, what?: unknown) => void;
}

/** Reports trouble that comes in thousands: the first of each kind, then now and then how many more. */
export class Troubles {
  readonly #options: TroublesOptions;
  readonly #kinds = new Map<string, { saidMs: number; more: number }>();

  constructor(options: TroublesOptions) {
    this.#options = options;
  }

  /** `kind` is one of a few fixed texts. */
  note(kind: string, error: Error): void {
    const { clock, everyMs, report } = this.#options;
    const nowMs = clock.monotonicMs();
    const known = this.#kinds.get(kind);
    if (known !== undefined && nowMs - known.saidMs < everyMs) {
      known.more += 1;
      return;
    }
    const more = known?.more ?? 0;
    this.#kinds.set(kind, { saidMs: nowMs, more: 0 });
    report(error, more === 0 ? kind : `${kind} (and ${more} times more since it was told)`);
  }
}
