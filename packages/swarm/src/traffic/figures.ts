import { AuthorCounts } from './author-counts.ts';
import type { Figures } from './figure-names.ts';
import { histogramOf, percent } from './measures.ts';
import { WindowCounts } from './window-counts.ts';

/** One message of traffic, recorded or generated. */
export interface TrafficRow {
  /** Never before that of the row before. */
  offsetMs: number;
  author: string | number;
  bytes: number;
  /** Equal for equal texts. */
  text?: string | number;
}

const secondsOfWindows = [1, 10, 60, 3600] as const;
/** Variances of fewer windows say nothing. */
const leastWindows = 20;
const longestMs = 1e11;

/** Takes the rows of a traffic one after another; keeps what grows with authors and texts, not rows. */
export class FigureTaker {
  readonly #windows = secondsOfWindows.map((seconds) => new WindowCounts(seconds * 1000));
  readonly #gaps = histogramOf(longestMs);
  readonly #sizes = histogramOf(1e9);
  readonly #texts = new Map<string | number, number>();
  readonly #authors = new AuthorCounts();
  #rows = 0;
  #bytes = 0;
  #said = 0;
  #firstMs = 0;
  #lastMs = 0;

  add({ offsetMs, author, bytes, text }: TrafficRow): void {
    if (this.#rows === 0) this.#firstMs = offsetMs;
    else this.#gaps.recordValue(Math.max(1, Math.round(offsetMs - this.#lastMs)));
    for (const window of this.#windows) window.add(offsetMs);
    this.#rows += 1;
    this.#lastMs = offsetMs;
    this.#bytes += bytes;
    this.#sizes.recordValue(bytes + 1);
    this.#authors.add(author, offsetMs);
    if (text === undefined) return;
    this.#said += 1;
    this.#texts.set(text, (this.#texts.get(text) ?? 0) + 1);
  }

  /** Of the rows so far; of fewer than two there are none but their number. */
  figures(): Figures {
    if (this.#rows < 2) return { messages: this.#rows };
    return {
      messages: this.#rows,
      hours: (this.#lastMs - this.#firstMs) / 3_600_000,
      'messages a second': (this.#rows / Math.max(1, this.#lastMs - this.#firstMs)) * 1000,
      ...this.#burstFigures(),
      ...this.#gapFigures(),
      ...this.#sizeFigures(),
      ...this.#textFigures(),
      ...this.#authors.figures(),
    };
  }

  #burstFigures(): Figures {
    const [second, ten, minute, hour] = this.#windows as [
      WindowCounts,
      WindowCounts,
      WindowCounts,
      WindowCounts,
    ];
    const figures: Figures = {
      'most in a second': second.most,
      'dispersion of 1 s': second.dispersion,
      'correlation of neighbouring seconds': second.correlation,
    };
    if (ten.windows >= leastWindows) figures['dispersion of 10 s'] = ten.dispersion;
    if (minute.windows >= leastWindows) {
      figures['dispersion of 60 s'] = minute.dispersion;
      figures['correlation of neighbouring minutes'] = minute.correlation;
    }
    if (hour.windows >= leastWindows) figures['dispersion of 1 h'] = hour.dispersion;
    return figures;
  }

  #gapFigures(): Figures {
    return {
      'gap, median': this.#gaps.getValueAtPercentile(50),
      'gap, p90': this.#gaps.getValueAtPercentile(90),
      'gap, p99': this.#gaps.getValueAtPercentile(99),
      'gap, p99.9': this.#gaps.getValueAtPercentile(99.9),
    };
  }

  #sizeFigures(): Figures {
    const at = (percentile: number) => this.#sizes.getValueAtPercentile(percentile) - 1;
    return {
      'size, mean': this.#bytes / this.#rows,
      'size, p10': at(10),
      'size, median': at(50),
      'size, p90': at(90),
      'size, p99': at(99),
    };
  }

  #textFigures(): Figures {
    if (this.#said === 0) return {};
    const counts = [...this.#texts.values()].sort((a, b) => b - a);
    const share = (commonest: number) =>
      percent(
        counts.slice(0, commonest).reduce((sum, count) => sum + count, 0),
        this.#said,
      );
    return {
      'texts said before': percent(this.#said - counts.length, this.#said),
      'the commonest text': share(1),
      'the 10 commonest texts': share(10),
      'the 100 commonest texts': share(100),
    };
  }
}

export function figuresOf(rows: Iterable<TrafficRow>): Figures {
  const taker = new FigureTaker();
  for (const row of rows) taker.add(row);
  return taker.figures();
}
