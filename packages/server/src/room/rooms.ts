import type { AppId, Timer } from '@eagre/protocol';
import type { AudienceCounters } from '../fanout/audience-counters.ts';
import { appOfKey, type ConversationKey, documentKey } from '../keys.ts';
import { ServiceError } from '../service-error.ts';
import type { ChatCounts } from './chat/chat-counts.ts';
import { openRoom } from './open-room.ts';
import type { Room } from './room.ts';
import { addTotals, newRoomTotals, type RoomTotals, totalsOf } from './room-counts.ts';
import type { RoomUse } from './room-use.ts';

export interface RoomsOptions {
  readonly use: RoomUse;
  /** A device may enter a room that no backend has made. */
  readonly onDemand: boolean;
}

/**
 * The rooms that are open on this node. A room is opened by whoever first needs it, and let go when
 * nobody is in it and nothing happens any more; what must last of it is in the store by then.
 */
export class Rooms {
  readonly #use: RoomUse;
  readonly #onDemand: boolean;
  readonly #open = new Map<ConversationKey, Room>();
  readonly #opening = new Map<ConversationKey, Promise<Room>>();
  readonly #releasing = new Map<ConversationKey, Promise<void>>();
  readonly #perApp = new Map<AppId, number>();
  /** Of rooms that were let go. */
  readonly #past: RoomTotals;
  readonly #timer: Timer;
  #ticks = 0;
  #closed = false;

  constructor({ use, onDemand }: RoomsOptions) {
    this.#use = use;
    this.#onDemand = onDemand;
    this.#past = newRoomTotals(use.limits);
    this.#timer = use.clock.every(use.limits.roomCrowdMs, () => this.#tick());
  }

  get size(): number {
    return this.#open.size;
  }

  peek(key: ConversationKey): Room | undefined {
    return this.#open.get(key);
  }

  all(): IterableIterator<Room> {
    return this.#open.values();
  }

  /** What all rooms since the start have said and delivered. */
  totals(): RoomTotals {
    const sum = newRoomTotals(this.#use.limits);
    addTotals(sum, this.#past);
    for (const room of this.#open.values()) addTotals(sum, totalsOf(room));
    return sum;
  }

  /** The same without adding up: each part is told to `visit`, once. */
  eachTotals(visit: (chat: ChatCounts, delivered: AudienceCounters) => void): void {
    visit(this.#past.chat, this.#past.delivered);
    for (const { pipeline, delivered } of this.#open.values()) visit(pipeline.counts, delivered);
  }

  /**
   * The room, from the store if it is not open. Errors: `not_found` where rooms must be made by the
   * backend first, `limit_exceeded`, and those of the store.
   */
  async open(key: ConversationKey, { make = this.#onDemand } = {}): Promise<Room> {
    this.#requireRunning();
    const isKnown = make || this.#open.get(key)?.state.isStored === true;
    if (!isKnown && !(await this.#isStored(key))) throw noSuchRoom();
    const found = this.#open.get(key);
    if (found !== undefined) return found;
    let opening = this.#opening.get(key);
    if (opening === undefined) {
      opening = this.#start(key).finally(() => this.#opening.delete(key));
      this.#opening.set(key, opening);
    }
    return opening;
  }

  /** Everything that must last is stored; then nothing of the rooms runs any more. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#timer.cancel();
    await Promise.allSettled([...this.#opening.values(), ...this.#releasing.values()]);
    const results = await Promise.allSettled([...this.#open.values()].map((room) => room.close()));
    for (const room of this.#open.values()) addTotals(this.#past, totalsOf(room));
    this.#open.clear();
    results.push(...(await Promise.allSettled([this.#use.commits.commit()])));
    for (const result of results) {
      if (result.status === 'rejected') this.#use.report(result.reason, 'closing of a room');
    }
  }

  async #start(key: ConversationKey): Promise<Room> {
    await this.#releasing.get(key);
    const app = appOfKey(key);
    const count = this.#perApp.get(app) ?? 0;
    const most = this.#use.limits.roomsPerApp;
    this.#requireRunning();
    if (count >= most) {
      throw new ServiceError('limit_exceeded', `the app has its ${most} open rooms`, {
        field: 'room',
      });
    }
    this.#perApp.set(app, count + 1);
    try {
      const room = await openRoom(this.#use, key);
      this.#open.set(key, room);
      this.#use.counts.opened += 1;
      return room;
    } catch (error) {
      this.#countDown(app);
      throw error;
    }
  }

  async #isStored(key: ConversationKey): Promise<boolean> {
    return (await this.#use.timeline.document(documentKey(key, 'settings'))) !== undefined;
  }

  #requireRunning(): void {
    if (!this.#closed) return;
    throw new ServiceError('draining', 'the server is about to close, try again');
  }

  #countDown(app: AppId): void {
    const left = (this.#perApp.get(app) ?? 0) - 1;
    if (left > 0) this.#perApp.set(app, left);
    else this.#perApp.delete(app);
  }

  #tick(): void {
    this.#ticks += 1;
    const { limits, clock, tiers } = this.#use;
    const nowMs = clock.monotonicMs();
    const isCommit = this.#isTickOf(limits.roomCommitMs);
    for (const room of this.#open.values()) {
      const { upkeep } = room;
      upkeep.tick(nowMs);
      if (isCommit) upkeep.keepCrowd().catch((error: unknown) => this.#failed(error, room.key));
      if (upkeep.isIdle(nowMs)) this.#release(room);
    }
    if (isCommit)
      this.#use.commits.commit().catch((error: unknown) => this.#failed(error, 'counters'));
    if (this.#isTickOf(limits.roomCheckMs))
      tiers.check().catch((error: unknown) => this.#use.report(error, 'check of tiers'));
  }

  #isTickOf(everyMs: number): boolean {
    return this.#ticks % Math.max(1, Math.round(everyMs / this.#use.limits.roomCrowdMs)) === 0;
  }

  #failed(error: unknown, what: string): void {
    this.#use.report(error, `commit of ${what}`);
  }

  /** The room stays in reach until its last commit is done: whoever needs it meanwhile waits. */
  #release(room: Room): void {
    const { key } = room;
    this.#open.delete(key);
    this.#use.counts.released += 1;
    const released = room
      .close()
      .catch((error: unknown) => this.#use.report(error, `release of ${key}`))
      .finally(() => {
        this.#releasing.delete(key);
        addTotals(this.#past, totalsOf(room));
        this.#countDown(appOfKey(key));
      });
    this.#releasing.set(key, released);
  }
}

function noSuchRoom(): ServiceError {
  return new ServiceError('not_found', 'no such room', { field: 'room' });
}
