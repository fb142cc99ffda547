import type { AttributesEntry, RoomAttribute } from '@eagre/protocol';

/** The state of a room: a snapshot as of one place of its log, and the entries after that place. */
export class Attributes {
  #values: Record<string, RoomAttribute> = {};
  #head = 0;

  get values(): Readonly<Record<string, RoomAttribute>> {
    return this.#values;
  }

  /** Has in it what the log says up to `head`. */
  snapshot(values: Record<string, RoomAttribute>, head: number): void {
    this.#values = values;
    this.#head = head;
  }

  entry(syncId: number, { version, set, removed = [] }: AttributesEntry): void {
    if (syncId <= this.#head) return;
    const values = { ...this.#values };
    for (const name of removed) delete values[name];
    for (const [name, value] of Object.entries(set)) values[name] = { value, version };
    this.#values = values;
  }
}
