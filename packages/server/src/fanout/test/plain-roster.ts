import { Roster } from '../roster.ts';

/** A roster of numbers that knows where each is. */
export class PlainRoster extends Roster<number> {
  readonly places = new Map<number, number>();

  join(name: number): void {
    this.places.set(name, this.push(name));
  }

  leave(name: number): void {
    const place = this.places.get(name);
    if (place === undefined) return;
    this.places.delete(name);
    this.removeFrom(place);
  }

  /** Begins a sweep; each call of the result visits one more, false when there is none. */
  visit(visited: (name: number) => void): () => boolean {
    const sweep = this.begin();
    return () => {
      const name = sweep.served < sweep.end ? this.items[sweep.served] : undefined;
      if (name === undefined) {
        this.finish(sweep);
        return false;
      }
      sweep.served += 1;
      visited(name);
      return true;
    };
  }

  /** Throws when a place is not the one that was told. */
  check(): void {
    if (this.places.size !== this.size) throw new Error('members were lost');
    for (const [name, place] of this.places) {
      if (this.items[place] !== name) throw new Error(`${name} is not in place ${place}`);
    }
  }

  protected override moved(name: number, place: number): void {
    this.places.set(name, place);
  }
}
