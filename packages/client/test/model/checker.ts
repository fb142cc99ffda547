import type { ConversationEntry, ConversationId } from '@eagre/protocol';
import { queueOf, userQueueOf } from '@eagre/protocol/names';
import type { EagreEvent, EagreGapEvent, Place } from '../../src/events.ts';
import type { Saved } from '../../src/storage/position-store.ts';
import type { ModelState } from './model-state.ts';

interface Seen {
  epoch: number;
  syncId: number;
}

/**
 * The application of one device, judging what it is handed over: each entry of a conversation once, in
 * ascending order, no entry left out unless a gap event or a new stay in the group said so, and each
 * what the model stored at that place.
 */
export class Checker {
  readonly #state: ModelState;
  readonly #user: string;
  readonly #name: string;
  readonly #seen = new Map<ConversationId, Seen>();
  /** The user queue lost copies: where a conversation goes on is open once. */
  readonly #open = new Set<ConversationId>();
  readonly #personals = new Map<string, string>();
  /** What was so before the device first came is told, but starts nothing. */
  #since: number | undefined;
  userGap = false;
  entries = 0;
  gaps = 0;

  constructor(state: ModelState, user: string, name: string) {
    this.#state = state;
    this.#user = user;
    this.#name = name;
  }

  take(event: EagreEvent): void {
    switch (event.type) {
      case 'message':
      case 'members':
      case 'recall':
        this.#entry(event, event);
        break;
      case 'personal':
        this.#personal(event);
        break;
      case 'gap':
        this.#gap(event);
        break;
      case 'conversation':
        if (event.change === 'joined') this.#joined(event);
        break;
      case 'error':
        throw new Error(`${this.#name}: unexpected error event: ${event.error}`);
      case 'state':
        if (event.state === 'online') this.#since ??= this.#state.at;
        break;
      default:
    }
  }

  /** After a crash the application is where the saved positions say. */
  crashed(saved: Saved): void {
    this.#seen.clear();
    this.#open.clear();
    this.#personals.clear();
    if (saved.positions.length === 0) this.#since = undefined;
    for (const { queue, epoch, syncId } of saved.positions) {
      if (!queue.startsWith('user:')) {
        this.#seen.set(queue as string as ConversationId, { epoch, syncId });
      }
    }
  }

  lastOf(conversation: ConversationId): Seen | undefined {
    return this.#seen.get(conversation);
  }

  /** Where the conversation goes on is open. */
  isOpen(conversation: ConversationId): boolean {
    return this.#open.has(conversation);
  }

  sawPersonal(id: string): boolean {
    return this.#personals.has(id);
  }

  #entry(place: Place, entry: ConversationEntry | EagreEvent): void {
    this.entries += 1;
    const { conversation, epoch, syncId } = place;
    const last = this.#seen.get(conversation);
    this.#seen.set(conversation, { epoch, syncId });
    if (last !== undefined) this.#follows(last, place);
    this.#open.delete(conversation);
    this.#isStored(place, entry);
  }

  #follows(last: Seen, { conversation, epoch, syncId }: Place): void {
    const isSameLog = last.epoch === epoch;
    if (isSameLog && syncId === last.syncId + 1) return;
    if (isSameLog && syncId <= last.syncId) {
      throw this.#failure(`${conversation}: ${syncId} after ${last.syncId}, twice or out of order`);
    }
    if (this.#open.delete(conversation)) return;
    // Several stays: the joined entry itself may come later by the other queue.
    if (this.#state.joins.has(`${this.#user} ${conversation} ${epoch} ${syncId - 1}`)) return;
    const from = `${last.epoch}/${last.syncId}`;
    throw this.#failure(`${conversation}: ${epoch}/${syncId} after ${from} without a gap event`);
  }

  #isStored({ conversation, epoch, syncId }: Place, got: ConversationEntry | EagreEvent): void {
    // After a restore entries older than it are read under the new epoch.
    for (let of = epoch; of > 0; of -= 1) {
      const stored = this.#state.history.get(`${queueOf(conversation)} ${of} ${syncId}`);
      if (stored === undefined) continue;
      const { at } = stored as ConversationEntry;
      if (at === (got as ConversationEntry).at && stored.type === got.type) return;
      if (of === epoch) break;
    }
    throw this.#failure(`${conversation}: ${epoch}/${syncId} is not what was stored there`);
  }

  #personal(event: Extract<EagreEvent, { type: 'personal' }>): void {
    const id = String(event.clientId);
    if (this.#personals.has(id) && !this.userGap) throw this.#failure(`personal ${id} twice`);
    this.#personals.set(id, event.conversation);
  }

  #joined({ conversation, epoch, syncId, at }: Place & { at: number }): void {
    const last = this.#seen.get(conversation);
    if (last?.epoch === epoch && last.syncId >= syncId) return;
    if (at <= (this.#since ?? 0)) {
      if (last === undefined) return;
      this.#open.add(conversation);
    }
    // A list of queues was newer than this entry.
    if (last !== undefined && last.epoch > epoch) return;
    this.#seen.set(conversation, { epoch, syncId });
    // Without a position a device begins where the log does, if that is later.
    if (this.#state.trimmed.has(conversation)) this.#open.add(conversation);
  }

  #gap(gap: EagreGapEvent): void {
    this.gaps += 1;
    const isOtherLog = gap.reason === 'epoch' && this.#state.epoch > 1;
    const { conversation } = gap;
    if (conversation === undefined) {
      const wasTrimmed = this.#state.trimmed.has(userQueueOf(this.#user));
      if (!isOtherLog && !(gap.reason === 'trimmed' && wasTrimmed)) {
        throw this.#failure(`gap in the user queue without a cause: ${JSON.stringify(gap)}`);
      }
      this.userGap = true;
      for (const known of this.#seen.keys()) {
        this.#open.add(known);
        // Recent copies of another log come again; a device that forgot a group it left can't know them.
        if (isOtherLog && this.#state.leaves.has(`${this.#user} ${known}`))
          this.#seen.delete(known);
      }
      return;
    }
    const cause =
      isOtherLog ||
      (gap.reason === 'trimmed' && this.#state.trimmed.has(conversation)) ||
      (gap.reason === 'refused' && this.#state.leaves.has(`${this.#user} ${conversation}`));
    const last = this.#seen.get(conversation);
    if (!cause) throw this.#failure(`gap without a cause: ${JSON.stringify(gap)}`);
    if (last?.epoch === gap.epoch && gap.to < last.syncId) {
      throw this.#failure(`${conversation}: a gap goes back from ${last.syncId} to ${gap.to}`);
    }
    const isJump = last?.epoch === gap.epoch && last.syncId !== gap.from;
    if (isJump && !isOtherLog && !this.#open.has(conversation)) {
      const stay = `${this.#user} ${conversation} ${gap.epoch} ${gap.from}`;
      if (!this.#state.joins.has(stay)) {
        throw this.#failure(`gap from ${gap.from}, but the last entry was ${last.syncId}`);
      }
    }
    this.#seen.set(conversation, { epoch: gap.epoch, syncId: gap.to });
  }

  #failure(what: string): Error {
    return new Error(`${this.#name}: ${what}`);
  }
}
