/** In the order in which a message passes them; `flushed` is of rooms only. */
export const wayStations = [
  'received',
  'admitted',
  'committed',
  'published',
  'heard',
  'flushed',
  'first',
  'last',
] as const;
export type WayStationName = (typeof wayStations)[number];

const lastStation = wayStations.indexOf('last');

/** One message, and when it passed which station of this node. */
export class Way {
  /** See way-marks.ts. */
  mark = 0;
  app = '';
  conversation = '';
  /** The id that its sender gave it; empty when it has none. */
  id = '';
  from = '';
  kind = '';
  /** Both 0 for best-effort messages, which stand nowhere. */
  epoch = 0;
  syncId = 0;
  /** Devices of this node that were handed it. */
  devices = 0;
  /** Monotonic, ms, by the place in `wayStations`; not a number where it did not pass. */
  readonly times = new Float64Array(wayStations.length).fill(Number.NaN);

  begin(mark: number): void {
    this.mark = mark;
    this.devices = 0;
    this.times.fill(Number.NaN);
  }

  /** Of a station that it passes more than once the first time counts, of `last` the last. */
  passed(station: WayStationName, atMs: number): void {
    const index = wayStations.indexOf(station);
    const known = this.times[index] as number;
    const isBetter = index === lastStation ? atMs > known : atMs < known;
    if (Number.isNaN(known) || isBetter) this.times[index] = atMs;
  }

  has(station: WayStationName): boolean {
    return !Number.isNaN(this.times[wayStations.indexOf(station)]);
  }
}

/** The newest ways, in memory that is made once. */
export class WayRing {
  readonly #ways: Way[];
  readonly #byMark = new Map<number, Way>();
  #next = 0;

  constructor(size: number) {
    this.#ways = Array.from({ length: size }, () => new Way());
  }

  get size(): number {
    return this.#byMark.size;
  }

  find(mark: number): Way | undefined {
    return this.#byMark.get(mark);
  }

  /** A blank way under the mark, in place of the oldest. */
  begin(mark: number): Way {
    const way = this.#ways[this.#next] as Way;
    this.#next = (this.#next + 1) % this.#ways.length;
    if (this.#byMark.get(way.mark) === way) this.#byMark.delete(way.mark);
    way.begin(mark);
    this.#byMark.set(mark, way);
    return way;
  }

  /** Newest first. */
  *newest(): Generator<Way> {
    const { length } = this.#ways;
    for (let back = 1; back <= length; back += 1) {
      const way = this.#ways[(this.#next - back + length) % length] as Way;
      if (this.#byMark.get(way.mark) === way) yield way;
    }
  }
}
