import type { RoomCounters } from '@eagre/protocol';
import type { OwnTaps } from './taps.ts';

/**
 * What a room's counters are shown as: the server's totals, and the device's own taps that are not in
 * them yet. When an own tap is in a total cannot be told exactly, so a value that would fall for that
 * reason stands still until the total has caught up or is told a second time; it falls when the total
 * itself falls.
 */
export class Counters {
  #totals: RoomCounters = {};
  #shown: RoomCounters = {};

  get shown(): Readonly<RoomCounters> {
    return this.#shown;
  }

  tapped(name: string, count: number): void {
    this.#show({ [name]: (this.#shown[name] ?? 0) + count });
  }

  heard(totals: RoomCounters, own: (name: string) => OwnTaps): void {
    const shown: RoomCounters = {};
    for (const [name, total] of Object.entries(totals)) {
      const known = this.#totals[name] ?? 0;
      const { all, uncounted } = own(name);
      const isTrue = total < known || (total === known && all === 0);
      const least = isTrue ? 0 : (this.#shown[name] ?? 0);
      shown[name] = Math.max(least, total + uncounted);
    }
    this.#totals = { ...this.#totals, ...totals };
    this.#show(shown);
  }

  /** Own taps of these names do not count after all. */
  refused(names: string[], own: (name: string) => OwnTaps): void {
    const counts = names.map((name) => [name, (this.#totals[name] ?? 0) + own(name).uncounted]);
    this.#show(Object.fromEntries(counts));
  }

  #show(changed: RoomCounters): void {
    this.#shown = { ...this.#shown, ...changed };
  }
}
