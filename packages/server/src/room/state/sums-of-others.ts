import type { RoomSums } from '../../bus/bus.ts';

interface Told {
  readonly start: number;
  readonly value: number;
}

interface NodeSums {
  start: number;
  adds: number;
  heardAtMs: number;
  readonly told: Map<string, Told>;
  readonly stored: Map<string, number>;
}

/**
 * What other nodes counted in one room: of each the greater of what it told and what it stored. Own
 * sums of a node only grow while it runs, so that a message that comes late or twice changes nothing,
 * and the next one makes up for one that was lost. A crash takes what was told and not stored: then
 * what the node's next start tells holds, though it is less.
 */
export class SumsOfOthers {
  readonly #nodes = new Map<string, NodeSums>();

  /** Gives whether backends added something by that node since it was heard last. */
  take(node: string, { start, adds, counts, whole }: RoomSums, nowMs: number): boolean {
    const sums = this.#of(node);
    if (start < sums.start) return false;
    const hasAdded = adds > 0 && (adds !== sums.adds || start !== sums.start);
    Object.assign(sums, { start, adds, heardAtMs: nowMs });
    for (const [name, value] of Object.entries(counts)) {
      const known = sums.told.get(name);
      if (known === undefined || start > known.start || value > known.value) {
        sums.told.set(name, { start, value });
      }
    }
    if (whole === true) outdate(sums.told, start);
    return hasAdded;
  }

  setStored(node: string, name: string, value: number): void {
    this.#of(node).stored.set(name, value);
  }

  /** Nodes that are gone count with what they stored, which must have been read just now. */
  forgetSilent(sinceMs: number): void {
    for (const sums of this.#nodes.values()) if (sums.heardAtMs < sinceMs) sums.told.clear();
  }

  total(name: string): number {
    let total = 0;
    for (const { told, stored } of this.#nodes.values()) {
      total += Math.max(told.get(name)?.value ?? 0, stored.get(name) ?? 0);
    }
    return total;
  }

  /** Counters that another node counted. */
  names(): Set<string> {
    const all = [...this.#nodes.values()];
    return new Set(all.flatMap(({ told, stored }) => [...told.keys(), ...stored.keys()]));
  }

  #of(node: string): NodeSums {
    return this.#nodes.getOrInsertComputed(node, () => ({
      start: 0,
      adds: 0,
      heardAtMs: Number.NEGATIVE_INFINITY,
      told: new Map(),
      stored: new Map(),
    }));
  }
}

/** What an earlier start told and this one does not know of was never stored. */
function outdate(told: Map<string, Told>, start: number): void {
  for (const [name, one] of told) if (one.start < start) told.set(name, { start, value: 0 });
}
