import type { EntriesFrame, Membership } from './entries-frame.ts';
import type { Ledger } from './ledger.ts';
import { Tally } from './tally.ts';

const none: readonly Membership[] = [];

/**
 * Whether a device's messages of each conversation go on where they were, and the tally of each. Inside
 * a frame the ledger checks the order, once for all devices.
 */
export class ConversationOrder {
  readonly #user: string;
  readonly #ledger: Ledger;
  /** The conversation of the latest frame stands apart: mostly it is that of the next, too. */
  #latest: Tally | undefined;
  #others: Map<string, Tally> | undefined;
  /** The last place of the user queue whose `joined` or `left` was heeded. */
  #heeded = 0;
  /** Since when the device gets what comes, as `nowMs`; Infinity before. */
  sinceMs = Number.POSITIVE_INFINITY;
  /** How often it left a conversation: what was before is not held against the server any more. */
  left = 0;

  constructor(user: string, ledger: Ledger) {
    this.#user = user;
    this.#ledger = ledger;
  }

  /** Of the conversations that the device is in. */
  *tallies(): Iterable<Tally> {
    if (this.#latest !== undefined) yield this.#latest;
    for (const tally of this.#others?.values() ?? []) if (tally !== this.#latest) yield tally;
  }

  /**
   * From here on the device gets the conversation whole; all after `base` is owed to it. Nothing changes
   * when it is getting it already: by another queue, or over an earlier connection.
   */
  begin(conversation: string, base: number): void {
    if (this.#find(conversation) === undefined) this.#keep(new Tally(conversation, base, false));
  }

  /** The place of the last message that was handed over of a conversation; 0 when there is none. */
  lastOf(conversation: string): number {
    return this.#find(conversation)?.last ?? 0;
  }

  /** The device has left the conversation. */
  end(conversation: string): void {
    if (this.#find(conversation) === undefined) return;
    this.left += 1;
    this.#others?.delete(conversation);
    if (this.#latest?.conversation === conversation) this.#latest = undefined;
  }

  /** The messages of a frame from index `from` on. */
  goesOn(frame: EntriesFrame, from: number): void {
    const { queue, messages } = frame;
    const first = messages[from];
    // A conversation's own queue has one conversation, and its ends tell all.
    if (from === 0 && first?.conversation === queue) {
      const last = messages.at(-1)?.syncId ?? first.syncId;
      const tally = this.#step(queue, first.syncId, last);
      tally.add(messages.length, frame.ids, frame.places);
    } else {
      this.#oneByOne(frame, from);
    }
  }

  #oneByOne(frame: EntriesFrame, from: number): void {
    const { messages } = frame;
    const memberships = frame.memberships ?? none;
    let heeded = 0;
    for (let i = from; i < messages.length; i += 1) {
      const message = messages[i];
      if (message === undefined) continue;
      const { conversation, syncId, queueSyncId, idHash, placeHash } = message;
      for (; (memberships[heeded]?.queueSyncId ?? queueSyncId) < queueSyncId; heeded += 1) {
        this.#heed(memberships[heeded]);
      }
      this.#step(conversation, syncId, syncId).add(1, idHash, placeHash);
    }
    for (; heeded < memberships.length; heeded += 1) this.#heed(memberships[heeded]);
  }

  #heed(membership: Membership | undefined): void {
    if (membership === undefined || membership.queueSyncId <= this.#heeded) return;
    this.#heeded = membership.queueSyncId;
    if (membership.isMember) this.begin(membership.conversation, membership.syncId);
    else this.end(membership.conversation);
  }

  #step(conversation: string, first: number, last: number): Tally {
    const tally = this.#turnTo(conversation, first);
    if (first <= tally.last) {
      this.#ledger.fault(`${this.#user}: ${conversation} ${first} after ${tally.last}`, 'order');
    }
    tally.last = Math.max(tally.last, last);
    return tally;
  }

  #turnTo(conversation: string, first: number): Tally {
    if (this.#latest?.conversation === conversation) return this.#latest;
    const tally = this.#find(conversation) ?? new Tally(conversation, first - 1, true);
    this.#keep(tally);
    return tally;
  }

  #find(conversation: string): Tally | undefined {
    if (this.#latest?.conversation === conversation) return this.#latest;
    return this.#others?.get(conversation);
  }

  #keep(tally: Tally): void {
    if (this.#latest !== undefined) {
      this.#others ??= new Map();
      this.#others.set(this.#latest.conversation, this.#latest);
    }
    this.#latest = tally;
  }
}
