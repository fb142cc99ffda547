import type { Range, RangeRequest, Timeline } from '../timeline.ts';

interface Wanted {
  request: RangeRequest;
  resolve: (range: Range) => void;
  reject: (error: unknown) => void;
}

/** Ranges in one read of a server at most: of outboxes, which are short. */
const mostAtOnce = 256;

/** Reads of one server that are asked for while one is under way go together as the next. */
export class GatheredReads {
  readonly #timeline: Pick<Timeline, 'ranges'>;
  #wanted: Wanted[] = [];
  #isReading = false;

  constructor(timeline: Pick<Timeline, 'ranges'>) {
    this.#timeline = timeline;
  }

  range(request: RangeRequest): Promise<Range> {
    return new Promise((resolve, reject) => {
      this.#wanted.push({ request, resolve, reject });
      if (!this.#isReading) void this.#readAll();
    });
  }

  async #readAll(): Promise<void> {
    this.#isReading = true;
    while (this.#wanted.length > 0) await this.#read(this.#wanted.splice(0, mostAtOnce));
    this.#isReading = false;
  }

  async #read(some: readonly Wanted[]): Promise<void> {
    try {
      const ranges = await this.#timeline.ranges(some.map(({ request }) => request));
      for (const [index, { resolve }] of some.entries()) resolve(ranges[index] as Range);
    } catch (error) {
      for (const { reject } of some) reject(error);
    }
  }
}
