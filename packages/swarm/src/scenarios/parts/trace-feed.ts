import type { Load } from '../../engine/load.ts';
import type { TraceRow } from '../../traffic/trace-parser.ts';
import { traceBatches } from '../../traffic/trace-stream.ts';
import { Pacer } from './pacer.ts';

export interface TracePart {
  file: string;
  /** The first and the last offset that count. */
  fromMs: number;
  toMs: number;
  speed: number;
}

/** What is done with a row; `author` numbers the authors of the part in the order of their first rows. */
export type OnRow = (row: TraceRow, author: number, dueMs: number) => void;

/**
 * A part of a trace on a schedule that waits for nobody. Every process reads the same file, so that
 * authors have the same numbers in all of them.
 */
export class TraceFeed {
  readonly #load: Pick<Load, 'signal' | 'progress'>;
  readonly #part: TracePart;
  readonly #batches: AsyncGenerator<TraceRow[]>;
  readonly #pacer: Pacer;
  readonly #authors = new Map<string, number>();
  /** Where the part begins. */
  #first: readonly TraceRow[] = [];

  constructor(load: Pick<Load, 'signal' | 'progress'>, part: TracePart) {
    this.#load = load;
    this.#part = part;
    this.#batches = traceBatches(part.file);
    this.#pacer = new Pacer(load.signal);
  }

  /** Reads as far as the first row: in a long file that takes longer than anybody shall wait. */
  async ready(): Promise<void> {
    for (;;) {
      const { value, done } = await this.#batches.next();
      if (done) return;
      this.#first = value;
      if ((value.at(-1)?.offsetMs ?? 0) >= this.#part.fromMs) return;
    }
  }

  /** Hands each row of an own author to `act` when it is due, until the part or the run ends. */
  async run(startMs: number, isOwn: (author: number) => boolean, act: OnRow): Promise<void> {
    try {
      let goesOn = await this.#batch(this.#first, startMs, isOwn, act);
      while (goesOn) {
        const { value, done } = await this.#batches.next();
        goesOn = !done && (await this.#batch(value, startMs, isOwn, act));
      }
    } finally {
      await this.#batches.return(undefined);
    }
  }

  /** False at the end of the part. */
  async #batch(
    rows: readonly TraceRow[],
    startMs: number,
    isOwn: (author: number) => boolean,
    act: OnRow,
  ): Promise<boolean> {
    const { fromMs, toMs, speed } = this.#part;
    for (const row of rows) {
      if (row.offsetMs < fromMs) continue;
      if (row.offsetMs > toMs || this.#load.signal.aborted) return false;
      const author = this.#numberOf(row.author);
      if (!isOwn(author)) continue;
      const dueMs = startMs + (row.offsetMs - fromMs) / speed;
      if (this.#pacer.mustWait(dueMs)) {
        this.#load.progress('replaying', (row.offsetMs - fromMs) / Math.max(1, toMs - fromMs));
        if (!(await this.#pacer.wait(dueMs))) return false;
      }
      act(row, author, dueMs);
    }
    return true;
  }

  #numberOf(name: string): number {
    const known = this.#authors.get(name);
    if (known !== undefined) return known;
    this.#authors.set(name, this.#authors.size);
    return this.#authors.size - 1;
  }
}
