/** Messages at the places of one stretch. */
export interface PlaceSums {
  count: number;
  /** Sum of their `idHash`, modulo 2^32, and of their `placeHash`. */
  ids: number;
  places: number;
}

/** Stretch `s` holds places `s × stride + 1` to `(s + 1) × stride`; only those with messages are there. */
export interface PlaceTableJson {
  stride: number;
  stretches: [stretch: number, count: number, ids: number, places: number][];
}

/** Sums for so many stretches of a conversation; when there are more, each gets twice as long. */
const mostStretches = 128;

/**
 * Sums of a conversation's messages by stretches of its places: who came when it had begun already is
 * owed those after its base. Exact for the first 128 places, then to half a hundredth of all.
 */
export class PlaceTable {
  #stride = 1;
  #stretches = new Map<number, PlaceSums>();

  static from({ stride, stretches }: PlaceTableJson): PlaceTable {
    const table = new PlaceTable();
    table.#stride = stride;
    for (const [stretch, count, ids, places] of stretches) {
      table.#add(stretch, { count, ids, places });
    }
    return table;
  }

  add(syncId: number, sums: PlaceSums): void {
    this.#add(Math.floor((syncId - 1) / this.#stride), sums);
    while (this.#stretches.size > mostStretches) this.#widen();
  }

  addAll(other: PlaceTable): void {
    while (this.#stride < other.#stride) this.#widen();
    for (const [stretch, sums] of other.#stretches) this.add(stretch * other.#stride + 1, sums);
  }

  /** Of the stretches that lie behind `base` as a whole, and the messages of the one that it splits. */
  after(base: number): PlaceSums & { split: number } {
    const sums = { count: 0, ids: 0, places: 0, split: 0 };
    for (const [stretch, each] of this.#stretches) {
      const start = stretch * this.#stride;
      if (start >= base) addTo(sums, each);
      else if (start + this.#stride > base) sums.split = each.count;
    }
    return sums;
  }

  json(): PlaceTableJson {
    const stretches = [...this.#stretches].sort(([a], [b]) => a - b);
    return {
      stride: this.#stride,
      stretches: stretches.map(([at, { count, ids, places }]) => [at, count, ids, places]),
    };
  }

  #widen(): void {
    const before = this.#stretches;
    this.#stretches = new Map();
    this.#stride *= 2;
    for (const [stretch, sums] of before) this.#add(Math.floor(stretch / 2), sums);
  }

  #add(stretch: number, sums: PlaceSums): void {
    const known = this.#stretches.get(stretch);
    if (known === undefined) this.#stretches.set(stretch, { ...sums });
    else addTo(known, sums);
  }
}

function addTo(sums: PlaceSums, more: PlaceSums): void {
  sums.count += more.count;
  sums.ids = (sums.ids + more.ids) | 0;
  sums.places = (sums.places + more.places) | 0;
}
