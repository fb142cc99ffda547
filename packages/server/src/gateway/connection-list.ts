import type { Connection } from './connection.ts';

/** All connections of a gateway, to be gone through in slices; joining and leaving cost one step. */
export class ConnectionList {
  readonly #all: Connection[] = [];

  get size(): number {
    return this.#all.length;
  }

  at(place: number): Connection | undefined {
    return this.#all[place];
  }

  all(): Connection[] {
    return [...this.#all];
  }

  add(connection: Connection): void {
    connection.place = this.#all.length;
    this.#all.push(connection);
  }

  remove(connection: Connection): void {
    const { place } = connection;
    if (place < 0) return;
    const last = this.#all.pop();
    if (last !== undefined && last !== connection) {
      this.#all[place] = last;
      last.place = place;
    }
    connection.place = -1;
  }
}
