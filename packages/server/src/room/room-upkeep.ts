import type { Room, RoomParts } from './room.ts';
import type { RoomUse } from './room-use.ts';

/** What an open room needs from time to time: to be told of, compared, stored, and let go. */
export class RoomUpkeep {
  readonly #use: RoomUse;
  readonly #room: Room;
  readonly #parts: RoomParts;
  /** `recordVersion` of the crowd that is stored. */
  #keptVersion: number;
  #checkedAtMs: number;
  #usedAtMs: number;

  constructor(use: RoomUse, room: Room, parts: RoomParts) {
    this.#use = use;
    this.#room = room;
    this.#parts = parts;
    this.#keptVersion = parts.crowd.recordVersion;
    this.#usedAtMs = this.#checkedAtMs = use.clock.monotonicMs();
  }

  /** Something happened in the room. */
  used(): void {
    this.#usedAtMs = this.#use.clock.monotonicMs();
  }

  /** Called every `roomCrowdMs`: tells other nodes the count, and finds what the bus lost. */
  tick(nowMs: number): void {
    this.#tellCrowd();
    this.#room.refresh();
    const isDue = nowMs - this.#checkedAtMs >= this.#use.limits.roomCheckMs;
    if (isDue && this.#parts.crowd.devices > 0) this.#check(nowMs);
  }

  /** Nobody is in the room here any more, whoever was when the node began to stop. */
  tellGone(): void {
    const { bus, node } = this.#use;
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

  #check(nowMs: number): void {
    const { attributes, state, counters, feed } = this.#parts;
    this.#checkedAtMs = nowMs;
    attributes.check();
    const checks = [state.check(), counters.check(), feed.check()];
    const failed = (error: unknown) => this.#use.report(error, `check of ${this.#room.key}`);
    // Counters that were mended are to be told.
    Promise.all(checks).then(() => this.#room.pipeline.stats(), failed);
  }
}
