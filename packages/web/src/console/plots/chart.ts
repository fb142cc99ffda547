import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { type ChartLook, chartOptions } from './chart-options.ts';
import type { PlotData } from './plot-data.ts';

export interface ChartOptions extends Omit<ChartLook, 'window'> {
  readonly host: HTMLElement;
  readonly data: PlotData;
  readonly rangeMs: number;
  /** After each drawing. */
  readonly onDraw: () => void;
}

/**
 * A plot that moves one point moves by less than this part of its width cannot be told from one that
 * stands: an hour of seconds is drawn every third second.
 */
const partsOfWidth = 1_200;

/** uPlot in an element: draws when there is more, when its size changes, and only while it is seen. */
export class Chart {
  readonly #options: ChartOptions;
  readonly #plot: uPlot;
  readonly #resizing: ResizeObserver;
  readonly #seeing: IntersectionObserver;
  readonly #unsubscribe: () => void;
  #isSeen = true;
  /** Seconds since 1970 of the newest point at the last drawing. */
  #drawnTo = Number.NEGATIVE_INFINITY;

  constructor(options: ChartOptions) {
    this.#options = options;
    const { host, data } = options;
    const { clientWidth: width, clientHeight: height } = host;
    const look = { ...options, window: () => this.#window() };
    this.#plot = new uPlot(chartOptions(look, width, height), this.#columns(), host);
    this.#resizing = new ResizeObserver(() => this.#resize());
    this.#resizing.observe(host);
    this.#seeing = new IntersectionObserver((entries) => {
      this.#isSeen = entries.at(-1)?.isIntersecting ?? true;
      this.#onData();
    });
    this.#seeing.observe(host);
    this.#unsubscribe = data.subscribe(() => this.#onData());
    this.#onData();
  }

  destroy(): void {
    this.#unsubscribe();
    this.#resizing.disconnect();
    this.#seeing.disconnect();
    this.#plot.destroy();
  }

  #onData(): void {
    const newest = this.#options.data.times().at(-1);
    if (!this.#isSeen || newest === undefined) return;
    const leastSeconds = this.#options.rangeMs / 1000 / partsOfWidth;
    if (newest - this.#drawnTo < leastSeconds) return;
    this.#drawnTo = newest;
    this.#plot.setData(this.#columns());
    this.#options.onDraw();
  }

  #columns(): uPlot.AlignedData {
    const { data, lines } = this.#options;
    // uPlot reads them only.
    return [
      data.times(),
      ...lines.map(({ id }) => data.values(id)),
    ] as unknown as uPlot.AlignedData;
  }

  #window(): readonly [number, number] {
    const { data, rangeMs } = this.#options;
    const newest = data.times().at(-1) ?? 0;
    return [newest - rangeMs / 1000, newest];
  }

  #resize(): void {
    const { clientWidth: width, clientHeight: height } = this.#options.host;
    if (width === this.#plot.width && height === this.#plot.height) return;
    if (width > 0 && height > 0) this.#plot.setSize({ width, height });
  }
}
