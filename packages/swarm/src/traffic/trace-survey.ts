import { traceBatches } from './trace-stream.ts';

/** What one must know of a trace before it is replayed. */
export interface TraceSurvey {
  rows: number;
  /** Of the part: its rows lie from `fromMs` to `toMs`, both among them. */
  fromMs: number;
  toMs: number;
  rowsInPart: number;
}

/**
 * Reads a whole trace once, so that a line that can't be right is found before anything else happens,
 * and finds the part of `partMs` in which most is said: the whole one when that is 0 or longer.
 * Memory grows with the rows in the part only.
 * @throws TraceError
 */
export async function surveyTrace(path: string, partMs: number): Promise<TraceSurvey> {
  const busiest = new BusiestPart(partMs > 0 ? partMs : Number.POSITIVE_INFINITY);
  let rows = 0;
  for await (const batch of traceBatches(path)) {
    rows += batch.length;
    for (const { offsetMs } of batch) busiest.add(offsetMs);
  }
  return { rows, ...busiest.found };
}

/** Half of the offsets that are kept may be from before the part: then they are let go. */
const spareOffsets = 4096;

class BusiestPart {
  readonly #partMs: number;
  #offsets: number[] = [];
  #from = 0;
  found = { fromMs: 0, toMs: 0, rowsInPart: 0 };

  constructor(partMs: number) {
    this.#partMs = partMs;
  }

  add(offsetMs: number): void {
    if (this.#partMs === Number.POSITIVE_INFINITY) {
      this.#wholeGrows(offsetMs);
      return;
    }
    this.#offsets.push(offsetMs);
    while (offsetMs - (this.#offsets[this.#from] as number) > this.#partMs) this.#from += 1;
    const rowsInPart = this.#offsets.length - this.#from;
    const fromMs = this.#offsets[this.#from] as number;
    if (rowsInPart > this.found.rowsInPart) this.found = { fromMs, toMs: offsetMs, rowsInPart };
    if (this.#from > spareOffsets && this.#from > this.#offsets.length / 2) {
      this.#offsets = this.#offsets.slice(this.#from);
      this.#from = 0;
    }
  }

  #wholeGrows(offsetMs: number): void {
    if (this.found.rowsInPart === 0) this.found.fromMs = offsetMs;
    this.found.toMs = offsetMs;
    this.found.rowsInPart += 1;
  }
}
