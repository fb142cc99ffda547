import type { Clock, RoomCounters } from '@eagre/protocol';
import type { RoomSums } from '../../bus/bus.ts';
import { type ConversationKey, type DocumentKey, documentKey } from '../../keys.ts';
import type { Limits } from '../../limits.ts';
import type { Timeline } from '../../timeline/timeline.ts';
import type { CounterCommits, SumsRead } from './counter-commits.ts';
import { requireRoom, requireSum } from './counter-limits.ts';
import { SerialRead } from './serial-read.ts';
import { readSumName } from './sum-names.ts';
import { SumTeller } from './sum-teller.ts';
import { SumsOfOthers } from './sums-of-others.ts';
import { Tally } from './tally.ts';
import type { TapMemory } from './tap-memory.ts';

export interface CountersUse {
  readonly node: string;
  readonly timeline: Pick<Timeline, 'commit'>;
  readonly clock: Pick<Clock, 'monotonicMs'>;
  readonly limits: Pick<
    Limits,
    'roomCounters' | 'roomRefreshMs' | 'roomStatsMs' | 'roomSumsForgetMs'
  >;
  /** Both of the node: shared by all its rooms. */
  readonly commits: CounterCommits;
  readonly taps: TapMemory;
}

/** Reads at the opening of a room, when commits of the node come between and are waited for. */
const openReads = 3;

/**
 * Counters of one room: likes, votes, and whatever else is only summed.
 *
 * The promise. A tap is acknowledged when it is counted in memory. Acknowledged taps are in the store
 * after `roomCommitMs` and a commit; a clean stop of the node (`CounterCommits.commit`, then
 * `TapMemory.save`) keeps every one of them, exactly; a crash loses those of that last time, and no
 * more while the store accepts commits. A retry is counted once when it comes to the node that
 * counted the tap, within the last `roomTappers` devices that tapped there, also after a clean
 * restart within `roomTapMs`. A retry that comes to another node, or to the same one after a crash,
 * may be counted a second time. What a backend adds is in the store when `add` resolves.
 *
 * A total is what backends added, as the store has it, and for each node the sum that it counted
 * itself. A node tells the others its whole sum, never a part, so that nothing is counted twice, and
 * what the bus loses is in the next that it brings; `check` reads what nodes stored.
 */
export class Counters {
  readonly #use: CountersUse;
  readonly #room: ConversationKey;
  readonly #key: DocumentKey;
  readonly #tally = new Tally();
  readonly #others = new SumsOfOthers();
  readonly #reads = new SerialRead(() => this.#read());
  /** Tells the other nodes. */
  readonly teller: SumTeller;
  #isStale = false;
  /** This node's own sums are exact: not perhaps too low. */
  #isExact = false;

  private constructor(use: CountersUse, room: ConversationKey) {
    this.#use = use;
    this.#room = room;
    this.#key = documentKey(room, 'counters');
    this.teller = new SumTeller(use, use.commits.start, this.#tally);
  }

  static async open(use: CountersUse, room: ConversationKey): Promise<Counters> {
    const counters = new Counters(use, room);
    await counters.#reads.run();
    for (let reads = 1; reads < openReads && !counters.#isExact; reads += 1) {
      // If the store refuses, this node's own sums may be too low until `check` has mended them.
      await use.commits.commit().catch(() => {});
      await counters.#reads.run();
    }
    counters.#tally.takeChanged();
    return counters;
  }

  /** Backends may have added something that was not read: it is time for a `check`. */
  get isStale(): boolean {
    return this.#isStale;
  }

  /**
   * Counts what a device (a `deviceKey`) summed up; false: it was counted before. All of it or
   * nothing. Errors: `limit_exceeded`.
   */
  tap(device: string, seq: number, counts: RoomCounters): boolean {
    const { taps, commits } = this.#use;
    if (taps.has(this.#room, device, seq)) return false;
    const added = Object.entries(counts);
    this.#requireRoom(added, 'counts');
    taps.note(this.#room, device, seq);
    for (const [name, sum] of added) {
      commits.add(this.#key, name, sum);
      this.#tally.add('own', name, sum);
    }
    return true;
  }

  /**
   * Adds in the name of the backend, also less than nothing, and resolves with all totals when it is
   * in the store. Errors: `limit_exceeded`, `invalid_argument`, those of the store.
   */
  async add(counts: RoomCounters): Promise<RoomCounters> {
    const added = Object.entries(counts);
    for (const [name, sum] of added) requireSum(name, sum);
    this.#requireRoom(added, 'add');
    const { turns } = this.#reads;
    try {
      await this.#use.timeline.commit({
        writes: added.map(([name, add]) => ({ write: 'count', key: this.#key, name, add })),
        appends: [],
      });
    } catch (error) {
      // It may be in the store all the same.
      this.#isStale = true;
      throw error;
    } finally {
      this.teller.added();
    }
    const isUnread = this.#reads.turns === turns && turns % 2 === 0;
    if (isUnread) for (const [name, sum] of added) this.#tally.add('added', name, sum);
    // A read that overlaps may have it or not. If the store is gone by now, a later one finds it.
    else await this.#reads.run().catch(() => {});
    return this.totals();
  }

  /** What another node has counted. */
  take(node: string, sums: RoomSums): void {
    if (node === this.#use.node) return;
    const hasAdded = this.#others.take(node, sums, this.#use.clock.monotonicMs());
    if (hasAdded) this.#isStale = true;
    const names = sums.whole === true ? this.#others.names() : Object.keys(sums.counts);
    for (const name of names) this.#sumOthers(name);
  }

  /** All of them; the same object until one changes. */
  totals(): RoomCounters {
    return this.#tally.totals();
  }

  /** Those that changed since the last call; undefined: none. */
  takeChanged(): RoomCounters | undefined {
    return this.#tally.takeChanged();
  }

  /**
   * Reads the store once, by a read that begins after the call. For rooms that are on several nodes,
   * every 10 s or so. Rejects with errors of the store.
   */
  check(): Promise<void> {
    return this.#reads.run();
  }

  async #read(): Promise<void> {
    const { commits, clock, limits } = this.#use;
    this.#isStale = false;
    try {
      const read = await commits.sums(this.#key);
      this.#isExact = read.isExact;
      this.#takeRead(read);
    } catch (error) {
      this.#isStale = true;
      throw error;
    }
    const names = this.#others.names();
    this.#others.forgetSilent(clock.monotonicMs() - limits.roomSumsForgetMs);
    for (const name of names) this.#sumOthers(name);
  }

  #takeRead({ stored, gathered }: SumsRead): void {
    const own = new Map(gathered);
    for (const [name, sum] of stored) {
      const { counter, node } = readSumName(name);
      if (node === undefined) this.#tally.set('added', counter, sum);
      else if (node === this.#use.node) own.set(counter, (own.get(counter) ?? 0) + sum);
      else this.#others.setStored(node, counter, sum);
    }
    for (const [name, sum] of own) {
      // Less: what is between memory and store was not read.
      if (sum > this.#tally.own(name)) this.#tally.set('own', name, sum);
    }
  }

  #sumOthers(name: string): void {
    this.#tally.set('others', name, this.#others.total(name));
  }

  #requireRoom(added: readonly [string, number][], field: string): void {
    requireRoom(this.#tally, added, { field, mostNames: this.#use.limits.roomCounters });
  }
}
