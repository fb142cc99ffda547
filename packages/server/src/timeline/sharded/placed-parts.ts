import type { Commit, CommitResult, Placed } from '../timeline.ts';
import type { SplitCommit } from './split-commit.ts';

/**
 * Puts the answer to a commit together. A queue on another server whose entry is not known to be
 * there yet has syncId and epoch 0: it follows, and nobody has it before the server itself tells.
 */
export class PlacedParts {
  readonly #split: SplitCommit;
  readonly #placed: Placed[];

  /** `placed` is what the home answered; of a duplicate that is its first append alone. */
  constructor(commit: Commit, split: SplitCommit, placed: readonly Placed[]) {
    this.#split = split;
    this.#placed = commit.appends.map(({ queues }) => ({
      syncIds: queues.map(() => 0),
      epochs: queues.map(() => 0),
    }));
    for (const [index, place] of placed.entries()) {
      if (split.parts[index]?.outbox === undefined) this.fill(index, place);
      this.#stamp(index, place);
    }
  }

  /** What became of part `index`, at home or elsewhere. */
  fill(index: number, place: Placed | undefined): void {
    const { of, at } = this.#split.parts[index] ?? {};
    const placed = of === undefined ? undefined : this.#placed[of];
    if (placed === undefined || place === undefined) return;
    for (const [i, one] of (at ?? []).entries()) {
      placed.syncIds[one] = place.syncIds[i] ?? 0;
      placed.epochs[one] = place.epochs[i] ?? 0;
    }
  }

  committed(): CommitResult {
    return { outcome: 'committed', placed: this.#placed };
  }

  duplicate(at: number): CommitResult {
    return { outcome: 'duplicate', placed: this.#placed.slice(0, 1), at };
  }

  #stamp(index: number, { stamp }: Placed): void {
    const of = this.#split.parts[index]?.of;
    const placed = of === undefined ? undefined : this.#placed[of];
    if (placed !== undefined && stamp !== undefined) placed.stamp = stamp;
  }
}
