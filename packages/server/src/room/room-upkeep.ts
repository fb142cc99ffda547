import type { RoomJoins } from '@eagre/protocol';
import type { ChatItem, RoomSums } from '../bus/bus.ts';
import type { Room, RoomParts } from './room.ts';
import type { RoomUse } from './room-use.ts';

/** What an open room needs from time to time: to be told of, compared, stored, and let go. */
export class RoomUpkeep {
  readonly #use: RoomUse;
  readonly #room: Room;
  readonly #parts: RoomParts;
  /** `recordVersion` of the crowd that is stored. */
  #keptVersion: number;
  readonly #openedAtMs: number;
  #checkedAtMs: number;
  #countedAtMs: number;
  #usedAtMs: number;

  constructor(use: RoomUse, room: Room, parts: RoomParts) {
    this.#use = use;
    this.#room = room;
    this.#parts = parts;
    this.#keptVersion = parts.crowd.recordVersion;
    this.#openedAtMs = use.clock.monotonicMs();
    this.#usedAtMs = this.#checkedAtMs = this.#countedAtMs = this.#openedAtMs;
  }

  /** Something happened in the room. */
  used(): void {
    this.#usedAtMs = this.#use.clock.monotonicMs();
  }

  /** Other nodes may not have told yet what they know of the room. */
  get isFresh(): boolean {
    const { clock, limits } = this.#use;
    return clock.monotonicMs() - this.#openedAtMs < limits.roomFreshMs;
  }

  /** Called every `roomCrowdMs`: tells other nodes what they may not know, and finds what the bus lost. */
  tick(nowMs: number): void {
    const { limits } = this.#use;
    const { crowd, counters } = this.#parts;
    this.#tellCrowd();
    this.#tellSums(counters.teller.takeRepeat());
    this.#room.refresh();
    const isDue = nowMs - this.#checkedAtMs >= limits.roomCheckMs;
    if (isDue && crowd.devices > 0) this.#check(nowMs);
    else if (counters.isStale && nowMs - this.#countedAtMs >= limits.roomStatsMs)
      this.#count(nowMs);
  }

  /** Tells the other nodes what happened here. */
  tell(news: { chat: readonly ChatItem[]; sums?: RoomSums }, joins?: RoomJoins): void {
    const { bus, node } = this.#use;
    const { users: joined = [], more: joinedMore = 0 } = joins ?? {};
    bus.publish(this.#room.key, { type: 'room', node, ...news, joined, joinedMore });
  }

  /** A node that has just opened the room is told what this one knows, if that is anything. */
  answer(): void {
    const { crowd, counters } = this.#parts;
    if (crowd.devices > 0) this.#use.bus.publish(this.#room.key, crowd.figures());
    if (counters.teller.hasAny) this.#tellSums(counters.teller.all());
  }

  /** Nobody is in the room here any more, whoever was when the node began to stop. */
  tellGone(): void {
    const { bus, node } = this.#use;
    this.#tellSums(this.#parts.counters.teller.takeNews());
    bus.publish(this.#room.key, { type: 'crowd', node, devices: 0, users: 0 });
  }

  /** Called every `roomCommitMs`: stores peak and visitors, if they changed. Errors: the store's. */
  async keepCrowd(): Promise<void> {
    const { crowd, crowdRecord } = this.#parts;
    if (crowd.recordVersion === this.#keptVersion || this.#isBlank) return;
    const version = crowd.recordVersion;
    await crowdRecord.save((stored) => {
      crowd.restore(stored);
      return crowd.record();
    });
    this.#keptVersion = version;
  }

  /** Nobody is in it, nothing has happened for a while, and nothing waits to be stored. */
  isIdle(nowMs: number): boolean {
    if (this.#parts.crowd.devices > 0 || this.#room.audience.size > 0) return false;
    if (this.#isBlank) return true;
    if (this.#parts.crowd.recordVersion !== this.#keptVersion) return false;
    return nowMs - this.#usedAtMs >= this.#use.limits.roomIdleMs;
  }

  /**
   * Nobody made it, and nothing was ever said or counted in it: whoever wanders through names that
   * nobody uses leaves nothing behind, neither in memory nor in the store.
   */
  get #isBlank(): boolean {
    const { state, counters, feed } = this.#parts;
    if (state.isStored || feed.log.head > 0) return false;
    const { offered, taken } = this.#room.pipeline.counts;
    const isSilent = [...offered, ...taken].every((count) => count === 0);
    return isSilent && Object.keys(counters.totals()).length === 0;
  }

  #tellCrowd(): void {
    const { crowd } = this.#parts;
    const before = crowd.total().devices;
    const report = crowd.report();
    if (report !== undefined) this.#use.bus.publish(this.#room.key, report);
    // A node fell silent and is counted no more: no message tells that.
    if (crowd.total().devices !== before) this.#room.pipeline.stats();
  }

  #tellSums(sums: RoomSums | undefined): void {
    if (sums !== undefined) this.tell({ chat: [], sums });
  }

  /** What backends have added elsewhere. */
  #count(nowMs: number): void {
    this.#countedAtMs = nowMs;
    const failed = (error: unknown) => this.#use.report(error, `counters of ${this.#room.key}`);
    this.#parts.counters.check().then(() => this.#room.pipeline.stats(), failed);
  }

  #check(nowMs: number): void {
    const { attributes, state, counters, feed } = this.#parts;
    this.#checkedAtMs = this.#countedAtMs = nowMs;
    attributes.check();
    const checks = [state.check(), counters.check(), feed.check()];
    const failed = (error: unknown) => this.#use.report(error, `check of ${this.#room.key}`);
    // Counters that were mended are to be told.
    Promise.all(checks).then(() => this.#room.pipeline.stats(), failed);
  }
}
