/** In the order in which a message passes them; `flushed` and `dropped` are of rooms only. */
export const wayStations = [
  'received',
  'admitted',
  'committed',
  'published',
  'heard',
  'flushed',
  'first',
  'last',
  'dropped',
] as const;
export type WayStationName = (typeof wayStations)[number];

/** From here on a station tells how it ended: what is said of it later counts. */
const firstEnd = wayStations.indexOf('last');

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
  /** It is for one member: it stands in user queues, behind that place of the log. */
  isPersonal = false;
  /** Somebody asked for it, so it counts among those. */
  isWatched = false;
  /** Devices of this node that were handed it … */
  devices = 0;
  /** … and those that did not take it: chat is lost to them, what is stored they fetch. */
  behind = 0;
  /** Why it was left out, of `dropped`. */
  why = '';
  /** Monotonic, ms, by the place in `wayStations`; not a number where it did not pass. */
  readonly times = new Float64Array(wayStations.length).fill(Number.NaN);

  begin(mark: number): void {
    this.mark = mark;
    this.isPersonal = false;
    this.isWatched = false;
    this.devices = 0;
    this.behind = 0;
    this.why = '';
    this.times.fill(Number.NaN);
  }

  /** Of a station that it passes more than once the first time counts, of its ends the last. */
  passed(station: WayStationName, atMs: number): void {
    const index = wayStations.indexOf(station);
    const known = this.times[index] as number;
    const isBetter = index >= firstEnd ? atMs > known : atMs < known;
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
