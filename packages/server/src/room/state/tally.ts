import type { RoomCounters } from '@eagre/protocol';

/** Parts of a total; `own` is what this node counted. */
interface Parts {
  added: number;
  own: number;
  others: number;
}

interface Counter extends Parts {
  /** Of the tally when the counter changed last … */
  revision: number;
  /** … and when this node's own part did. */
  ownRevision: number;
}

/** The totals of a room's counters: what backends added, what this node counted, and what others did. */
export class Tally {
  readonly #counters = new Map<string, Counter>();
  #revision = 0;
  #takenRevision = 0;
  #toldRevision = 0;
  #all: RoomCounters | undefined;

  get size(): number {
    return this.#counters.size;
  }

  /** Undefined: no such counter. */
  total(name: string): number | undefined {
    const counter = this.#counters.get(name);
    return counter && totalOf(counter);
  }

  own(name: string): number {
    return this.#counters.get(name)?.own ?? 0;
  }

  add(part: keyof Parts, name: string, sum: number): void {
    const counter = this.#of(name);
    counter[part] += sum;
    this.#changed(counter, part);
  }

  set(part: keyof Parts, name: string, sum: number): void {
    const counter = this.#of(name);
    if (counter[part] === sum) return;
    counter[part] = sum;
    this.#changed(counter, part);
  }

  names(): string[] {
    return [...this.#counters.keys()];
  }

  /** All of them; the same object until one changes. */
  totals(): RoomCounters {
    this.#all ??= Object.fromEntries(
      Array.from(this.#counters, ([name, counter]) => [name, totalOf(counter)]),
    );
    return this.#all;
  }

  /** Totals that changed since the last call; undefined: none. */
  takeChanged(): RoomCounters | undefined {
    if (this.#takenRevision === this.#revision) return undefined;
    const changed = [...this.#counters].filter(([, one]) => one.revision > this.#takenRevision);
    this.#takenRevision = this.#revision;
    return Object.fromEntries(changed.map(([name, counter]) => [name, totalOf(counter)]));
  }

  /** What this node counted so far, of the counters of which that changed since the last call. */
  takeOwn(): RoomCounters {
    const told = this.#toldRevision;
    this.#toldRevision = this.#revision;
    return this.#ownSince(told);
  }

  /** What this node counted so far. */
  allOwn(): RoomCounters {
    return this.#ownSince(0);
  }

  #ownSince(revision: number): RoomCounters {
    const own = [...this.#counters].filter(([, one]) => one.ownRevision > revision);
    return Object.fromEntries(own.map(([name, counter]) => [name, counter.own]));
  }

  #of(name: string): Counter {
    const found = this.#counters.get(name);
    if (found !== undefined) return found;
    this.#revision += 1;
    this.#all = undefined;
    const made = { added: 0, own: 0, others: 0, revision: this.#revision, ownRevision: 0 };
    this.#counters.set(name, made);
    return made;
  }

  #changed(counter: Counter, part: keyof Parts): void {
    this.#revision += 1;
    this.#all = undefined;
    counter.revision = this.#revision;
    if (part === 'own') counter.ownRevision = this.#revision;
  }
}

function totalOf({ added, own, others }: Parts): number {
  return added + own + others;
}
