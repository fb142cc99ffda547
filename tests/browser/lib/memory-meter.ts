import type { CDPSession, Page } from 'playwright-core';

const figures = { bytes: 'JSHeapUsedSize', nodes: 'Nodes', listeners: 'JSEventListeners' } as const;

type Figure = keyof typeof figures;
type Thirds = Record<Figure, { readonly first: number; readonly last: number }>;

/** What a page holds after the garbage is gone, read now and then. */
export class MemoryMeter {
  readonly #cdp: CDPSession;
  readonly #readings: Record<Figure, number>[] = [];

  static async of(page: Page): Promise<MemoryMeter> {
    const cdp = await page.context().newCDPSession(page);
    await cdp.send('Performance.enable');
    return new MemoryMeter(cdp);
  }

  private constructor(cdp: CDPSession) {
    this.#cdp = cdp;
  }

  async read(): Promise<void> {
    await this.#cdp.send('HeapProfiler.collectGarbage');
    const { metrics } = await this.#cdp.send('Performance.getMetrics');
    const value = (figure: Figure) =>
      metrics.find(({ name }) => name === figures[figure])?.value ?? Number.NaN;
    this.#readings.push({
      bytes: value('bytes'),
      nodes: value('nodes'),
      listeners: value('listeners'),
    });
  }

  /** Means of the first and the last third of the readings. */
  thirds(): Thirds {
    const third = Math.floor(this.#readings.length / 3);
    const of = (figure: Figure) => {
      const values = this.#readings.map((reading) => reading[figure]);
      return { first: meanOf(values.slice(0, third)), last: meanOf(values.slice(-third)) };
    };
    return { bytes: of('bytes'), nodes: of('nodes'), listeners: of('listeners') };
  }

  inWords(): string {
    return Object.entries(this.thirds())
      .map(([figure, { first, last }]) => `${figure} ${first.toFixed(0)} → ${last.toFixed(0)}`)
      .join(', ');
  }
}

export function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
