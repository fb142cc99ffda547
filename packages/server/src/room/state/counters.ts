import type { Clock, RoomCounters } from '@eagre/protocol';
import type { RoomSums } from '../../bus/bus.ts';
import { type ConversationKey, type DocumentKey, documentKey } from '../../keys.ts';
import type { Limits } from '../../limits.ts';
import type { Timeline } from '../../timeline/timeline.ts';
import { requireSum, requireTotals } from './counter-limits.ts';
import type { CounterCommits } from './counter-commits.ts';
import { readSumName } from './sum-names.ts';
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
  /** Reads of the store begun and ended: odd while one is under way. */
  #reads = 0;
  #reading: Promise<boolean> | undefined;
  #nextRead: Promise<boolean> | undefined;
  #isStale = false;
  #adds = 0;
  #toldAdds = 0;
  #toldAtMs = Number.NEGATIVE_INFINITY;
  #toldAllAtMs = Number.NEGATIVE_INFINITY;

  private constructor(use: CountersUse, room: ConversationKey) {
    this.#use = use;
    this.#room = room;
    this.#key = documentKey(room, 'counters');
  }

  static async open(use: CountersUse, room: ConversationKey): Promise<Counters> {
    const counters = new Counters(use, room);
    let isExact = await counters.#read();
    for (let reads = 1; reads < openReads && !isExact; reads += 1) {
      // If the store refuses, this node's own sums may be too low until `check` has mended them.
      await use.commits.commit().catch(() => {});
      isExact = await counters.#read();
    }
    counters.#tally.takeChanged();
    return counters;
  }

  /** Backends have added something by another node, which is to be read by `check`. */
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
    const before = this.#reads;
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
      this.#adds += 1;
    }
    const isUnread = before === this.#reads && this.#reading === undefined;
    if (isUnread) for (const [name, sum] of added) this.#tally.add('added', name, sum);
    // A read that overlaps may have it or not. If the store is gone by now, a later one finds it.
    else await this.check().catch(() => {});
    return this.totals();
  }

  /** What this node has counted and did not tell yet; undefined: nothing. */
  takeNews(): RoomSums | undefined {
    const counts = this.#tally.takeOwn();
    if (Object.keys(counts).length === 0 && this.#adds === this.#toldAdds) return undefined;
    this.#toldAtMs = this.#use.clock.monotonicMs();
    return this.#told(counts);
  }

  /**
   * All that this node has counted, when it is time to tell it again, since the last news may be lost:
   * soon after them, and now and then. To be called every `roomCrowdMs`.
   */
  takeRepeat(): RoomSums | undefined {
    const { clock, limits } = this.#use;
    const nowMs = clock.monotonicMs();
    const isNews = this.#toldAtMs > this.#toldAllAtMs;
    const isSettled = isNews && nowMs - this.#toldAtMs >= limits.roomStatsMs;
    if (!isSettled && nowMs - this.#toldAllAtMs < limits.roomRefreshMs) return undefined;
    this.#toldAllAtMs = nowMs;
    return this.sums();
  }

  /** All that this node has counted; undefined: nothing. */
  sums(): RoomSums | undefined {
    const counts = this.#tally.allOwn();
    if (Object.keys(counts).length === 0 && this.#adds === 0) return undefined;
    return this.#told(counts);
  }

  /** What another node has counted. */
  take(node: string, sums: RoomSums): void {
    if (node === this.#use.node) return;
    const hasAdded = this.#others.take(node, sums, this.#use.clock.monotonicMs());
    if (hasAdded) this.#isStale = true;
    for (const name of Object.keys(sums.counts)) this.#sumOthers(name);
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
  async check(): Promise<void> {
    const { clock, limits } = this.#use;
    await this.#readAgain();
    this.#others.forgetSilent(clock.monotonicMs() - limits.roomSumsForgetMs);
    for (const name of this.#others.names()) this.#sumOthers(name);
  }

  /** One read at a time: a result must not replace that of a later one. */
  #readAgain(): Promise<boolean> {
    if (this.#nextRead !== undefined) return this.#nextRead;
    if (this.#reading === undefined) return this.#read();
    const ended = this.#reading.catch(() => {});
    this.#nextRead = ended.then(() => {
      this.#nextRead = undefined;
      return this.#read();
    });
    return this.#nextRead;
  }

  #read(): Promise<boolean> {
    this.#reads += 1;
    this.#isStale = false;
    this.#reading = this.#takeStored().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }
