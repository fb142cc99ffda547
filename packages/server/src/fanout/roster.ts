/**
 * A way through a roster that goes on while members come and go: those in places before `served`
 * were visited, those from there to before `end` are still to come.
 */
export interface Sweep {
  served: number;
  end: number;
}

/**
 * Members in a list without holes, for loops that run over many of them in slices. The last one takes
 * the place of whoever leaves; while sweeps are under way it is instead a chain of moves, one for
 * each border that a sweep has in the list, so that nobody changes sides of a border: every sweep
 * visits each member that it began with and that stays, once.
 */
export abstract class Roster<T> {
  protected readonly items: T[] = [];
  /** Under way; undefined when none are, which is what an idle roster costs. */
  #sweeps: Sweep[] | undefined;

  get size(): number {
    return this.items.length;
  }

  /** The member stands in this place now. */
  protected abstract moved(item: T, place: number): void;

  /** Sweeps under way. */
  get sweeps(): number {
    return this.#sweeps?.length ?? 0;
  }

  /** Begins a way through those who are in now. */
  protected begin(): Sweep {
    const sweep = { served: 0, end: this.items.length };
    if (this.#sweeps === undefined) this.#sweeps = [sweep];
    else this.#sweeps.push(sweep);
    return sweep;
  }

  protected finish(sweep: Sweep): void {
    const rest = this.#sweeps?.filter((one) => one !== sweep);
    this.#sweeps = rest?.length === 0 ? undefined : rest;
  }

  /** Gives the place of the new member, which lies past the end of the sweeps under way. */
  protected push(item: T): number {
    return this.items.push(item) - 1;
  }

  protected removeFrom(place: number): void {
    const { items } = this;
    let hole = place;
    for (let border = this.#borderAfter(hole); border > 0; border = this.#borderAfter(hole)) {
      this.#move(border - 1, hole);
      hole = border - 1;
      this.#lower(border);
    }
    this.#move(items.length - 1, hole);
    items.pop();
  }

  /** The nearest border past the place; 0 when there is none. */
  #borderAfter(place: number): number {
    if (this.#sweeps === undefined) return 0;
    let nearest = Number.POSITIVE_INFINITY;
    for (const { served, end } of this.#sweeps) {
      if (served > place && served < nearest) nearest = served;
      if (end > place && end < nearest) nearest = end;
    }
    return Number.isFinite(nearest) ? nearest : 0;
  }

  #lower(border: number): void {
    for (const sweep of this.#sweeps ?? []) {
      if (sweep.served === border) sweep.served -= 1;
      if (sweep.end === border) sweep.end -= 1;
    }
  }

  #move(from: number, to: number): void {
    if (from === to) return;
    const item = this.items[from] as T;
    this.items[to] = item;
    this.moved(item, to);
  }
}
