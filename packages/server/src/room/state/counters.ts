import type { Clock, RoomCounters } from '@eagre/protocol';
import { type ConversationKey, type DocumentKey, documentKey } from '../../keys.ts';
import type { Limits } from '../../limits.ts';
import { ServiceError } from '../../service-error.ts';
import type { Timeline } from '../../timeline/timeline.ts';
import type { CounterCommits } from './counter-commits.ts';
import type { TapMemory } from './tap-memory.ts';

export interface CountersUse {
  readonly timeline: Pick<Timeline, 'commit'>;
  readonly clock: Pick<Clock, 'monotonicMs'>;
  readonly limits: Pick<Limits, 'roomCounters' | 'roomCommitMs'>;
  /** Both of the node: shared by all its rooms. */
  readonly commits: CounterCommits;
  readonly taps: TapMemory;
}

/** Totals stay within this, far from where numbers lose their last digit, whatever nodes add at once. */
const mostOfTotal = 10 ** 15;

/** Reads at the opening of a room, when commits of the node come between and are waited for. */
const openReads = 3;

interface Total {
  value: number;
  /** Of the counters when it changed last. */
  revision: number;
}

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
 * Totals of a room that is on several nodes follow by what nodes tell each other; `check` mends what
 * the bus lost.
 */
export class Counters {
  readonly #use: CountersUse;
  readonly #room: ConversationKey;
  readonly #key: DocumentKey;
  readonly #totals = new Map<string, Total>();
  #deltas = new Map<string, number>();
  #revision = 0;
  #takenRevision = 0;
  #all: RoomCounters | undefined;
  #remoteAtMs = Number.NEGATIVE_INFINITY;

  private constructor(use: CountersUse, room: ConversationKey, key: DocumentKey) {
    this.#use = use;
    this.#room = room;
    this.#key = key;
  }

  static async open(use: CountersUse, room: ConversationKey): Promise<Counters> {
    const key = documentKey(room, 'counters');
    const counters = new Counters(use, room, key);
    let found = await use.commits.sums(key);
    for (let reads = 1; reads < openReads && !found.isExact; reads += 1) {
      // If the store refuses, the totals may be off until `check` has mended them.
      await use.commits.commit().catch(() => {});
      found = await use.commits.sums(key);
    }
    for (const [name, value] of found.sums) counters.#setTotal(name, value);
    counters.#takenRevision = counters.#revision;
    return counters;
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
      this.#addOwn(name, sum);
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
    await this.#use.timeline.commit({
      writes: added.map(([name, add]) => ({ write: 'count', key: this.#key, name, add })),
      appends: [],
    });
    for (const [name, sum] of added) this.#addOwn(name, sum);
    return this.totals();
  }

  /** What this node has counted since the last call, for the others; undefined: nothing. */
  takeDeltas(): RoomCounters | undefined {
    if (this.#deltas.size === 0) return undefined;
    const taken = Object.fromEntries(this.#deltas);
    this.#deltas = new Map();
    return taken;
  }

  /** What another node has counted. */
  applyRemote(counts: RoomCounters): void {
    const added = Object.entries(counts);
    if (added.length === 0) return;
    this.#remoteAtMs = this.#use.clock.monotonicMs();
    for (const [name, sum] of added) this.#addTotal(name, sum);
  }

  /** All of them; the same object until one changes. */
  totals(): RoomCounters {
    this.#all ??= Object.fromEntries(
      Array.from(this.#totals, ([name, { value }]) => [name, value]),
    );
    return this.#all;
  }

  /** Those that changed since the last call; undefined: none. */
  takeChanged(): RoomCounters | undefined {
    if (this.#takenRevision === this.#revision) return undefined;
    const changed = [...this.#totals].filter(([, total]) => total.revision > this.#takenRevision);
    this.#takenRevision = this.#revision;
    return Object.fromEntries(changed.map(([name, { value }]) => [name, value]));
  }

  /**
   * Compares with the store; one read. For rooms that are on several nodes, every 10 s or so. When
   * other nodes were quiet for longer than they take to commit, the store's sums are the totals.
   * While they count, what they have not committed yet is not in the store, so totals only rise to
   * the store's. Rejects with errors of the store.
   */
  async check(): Promise<void> {
    const { commits, clock, limits } = this.#use;
    const before = this.#remoteAtMs;
    const quietSinceMs = clock.monotonicMs() - 3 * limits.roomCommitMs;
    const { sums, isExact } = await commits.sums(this.#key);
    if (!isExact) return;
    const isQuiet = this.#remoteAtMs === before && before < quietSinceMs;
    for (const name of new Set([...this.#totals.keys(), ...sums.keys()])) {
      const stored = sums.get(name) ?? 0;
      const value = this.#totals.get(name)?.value ?? 0;
      if (isQuiet ? stored !== value : stored > value) this.#setTotal(name, stored);
    }
  }

  #requireRoom(added: readonly [string, number][], field: string): void {
    let names = this.#totals.size;
    for (const [name, sum] of added) {
      const total = this.#totals.get(name);
      if (total === undefined) names += 1;
      if (Math.abs((total?.value ?? 0) + sum) > mostOfTotal) {
        throw new ServiceError('limit_exceeded', `${name} would pass ${mostOfTotal}`, {
          field: `${field}.${name}`,
        });
      }
    }
    const { roomCounters } = this.#use.limits;
    if (names <= roomCounters || names === this.#totals.size) return;
    throw new ServiceError('limit_exceeded', `a room may have at most ${roomCounters} counters`, {
      field,
    });
  }

  #addOwn(name: string, sum: number): void {
    this.#deltas.set(name, (this.#deltas.get(name) ?? 0) + sum);
    this.#addTotal(name, sum);
  }

  #addTotal(name: string, sum: number): void {
    this.#setTotal(name, (this.#totals.get(name)?.value ?? 0) + sum);
  }

  #setTotal(name: string, value: number): void {
    this.#revision += 1;
    this.#all = undefined;
    const total = this.#totals.get(name);
    if (total === undefined) this.#totals.set(name, { value, revision: this.#revision });
    else {
      total.value = value;
      total.revision = this.#revision;
    }
  }
}

function requireSum(name: string, sum: number): void {
  if (Number.isSafeInteger(sum) && Math.abs(sum) <= mostOfTotal) return;
  throw new ServiceError(
    'invalid_argument',
    `add.${name} must be a whole number to ${mostOfTotal}`,
    {
      field: `add.${name}`,
    },
  );
}
