import type { ConnectAnswer, QueueState, Stamp } from '@eagre/protocol';
import type { ConversationOrder } from './conversation-order.ts';
import { type Control, type EntriesFrame, partOf, type SeenMessage } from './entries-frame.ts';
import type { Ledger } from './ledger.ts';
import { type FollowerHost, QueueFollower } from './queue-follower.ts';

/** A place in a queue as `connect` names it. */
export type Position = readonly [queue: string, epoch: number, syncId: number];

/** What they need of their device. */
export interface QueuesHost extends FollowerHost {
  /** Hands the messages of a frame from index `from` on to the application. */
  deliver(frame: EntriesFrame, from: number): void;
}

/** Queues that are pushed before the entry that tells of them: their heads are remembered. */
const rememberedHeads = 64;

/** `user:` of a queue's name. */
const userQueue = 'user:';

/**
 * The queues that one device follows, and how that changes: by the list in the answer to `connect`, and
 * live by the entries of the user queue. A conversation may come by its own queue and by copies; here
 * is decided what of the copies was, or will be, handed over by the queue.
 */
export class FollowedQueues {
  readonly #host: QueuesHost;
  readonly #order: ConversationOrder;
  readonly #ledger: Ledger;
  readonly #byQueue = new Map<string, QueueFollower>();
  /** The one of the latest push: mostly it is that of the next, too. */
  #latest: QueueFollower | undefined;
  #heads: Map<string, number> | undefined;
  /** The place in the user queue up to which its control entries were heeded … */
  #heeded = 0;
  /** … and up to which the list of the latest `connect` tells what is pushed. */
  #listed = 0;

  constructor(host: QueuesHost, order: ConversationOrder, ledger: Ledger) {
    this.#host = host;
    this.#order = order;
    this.#ledger = ledger;
  }

  *[Symbol.iterator](): Iterator<QueueFollower> {
    yield* this.#byQueue.values();
  }

  has(follower: QueueFollower): boolean {
    return this.#byQueue.get(follower.queue) === follower;
  }

  /** To be named at the next `connect`. */
  positions(): Position[] {
    return [...this]
      .filter(({ isPushed, isBehind }) => isPushed || isBehind)
      .map(({ queue, epoch, position }) => [queue, epoch, position]);
  }

  /** Begins behind what a first `connect` brought: that was said before the device was there. */
  begin({ queues }: ConnectAnswer): void {
    for (const { queue, epoch, head, from, items, mode } of queues) {
      this.#add(queue, epoch, from + items.length, head);
      if (mode !== undefined) continue;
      this.#heeded = head;
      this.#listed = head;
    }
  }

  /** Places that are known from elsewhere, for a device that goes on where another one was. */
  know(positions: readonly Position[]): void {
    for (const [queue, epoch, syncId] of positions) this.#add(queue, epoch, syncId, syncId);
  }

  /** Takes the list of a `connect` that named `positions()`, and hands over what was missed. */
  resume({ queues, dropped }: ConnectAnswer): void {
    const listed = new Set<string>(queues.map(({ queue }) => queue));
    for (const queue of dropped) this.#drop(queue);
    for (const follower of this) if (!listed.has(follower.queue)) follower.isPushed = false;
    const own = queues.find(({ mode }) => mode === undefined);
    // Conversations first: then it is known which copies in the user queue are theirs, too. But one
    // that the user left and joined again begins anew at its place in the user queue.
    const isAgain = (state: QueueState) => own !== undefined && tellsOfLeaving(own, state.queue);
    for (const state of queues) if (state !== own && !isAgain(state)) this.#resume(state);
    if (own !== undefined) this.#resumeOwn(own);
    for (const state of queues) if (state !== own && isAgain(state)) this.#resume(state);
  }

  /** The connection is gone. */
  lost(): void {
    for (const follower of this) follower.lost();
  }

  push(frame: EntriesFrame): void {
    if (this.#latest?.queue !== frame.queue) this.#latest = this.#byQueue.get(frame.queue);
    if (this.#latest?.isPushed === true) this.#latest.push(frame);
    else this.#remember(frame.queue, frame.last);
  }

  headIs(queue: string, head: number, epoch: number): void {
    const follower = this.#byQueue.get(queue);
    if (follower?.isPushed === true) follower.headIs(head, epoch);
    else this.#remember(queue, head);
  }

  /**
   * Delivers what of a frame is to be handed over now, in one part or several. In between, the control
   * entries of a user queue take effect at their places.
   */
  route(frame: EntriesFrame, from: number): void {
    const { messages, controls, queue } = frame;
    if (!queue.startsWith(userQueue) || (controls === undefined && !this.#isShared(messages))) {
      this.#host.deliver(frame, from);
      return;
    }
    let first = frame.first;
    let next = from;
    const upTo = (last: number) => {
      const end = messages.findIndex((message, i) => i >= next && message.queueSyncId > last);
      const stretch = messages.slice(next, end < 0 ? undefined : end);
      const owed = stretch.filter((message) => !this.#isOfQueue(message));
      this.#host.deliver(partOf(frame, first, last, owed), 0);
      first = last + 1;
      next += stretch.length;
    };
    for (const control of controls ?? []) {
      upTo(control.queueSyncId);
      this.#heed(control);
    }
    if (first <= frame.last) upTo(frame.last);
  }

  #resumeOwn(state: QueueState): void {
    const isOther = this.#byQueue.get(state.queue)?.epoch !== state.epoch;
    if (isOther) this.#heeded = state.from;
    this.#listed = state.head;
    this.#resume(state);
  }

  #resume(state: QueueState): void {
    const { queue, epoch, head, from, mode } = state;
    // What copies have brought is not taken again, of a queue that is new or was left to them.
    const copied = this.#order.lastOf(queue);
    const follower =
      this.#byQueue.get(queue) ?? this.#add(queue, epoch, Math.max(from, copied), head);
    if (!follower.isBehind) follower.moveUpTo(copied);
    follower.isPushed = mode !== 'write';
    this.#ledger.check(follower.resumed(state));
  }

  #add(queue: string, epoch: number, position: number, head: number): QueueFollower {
    const follower = new QueueFollower(this.#host, queue, epoch, position, head);
    this.#byQueue.set(queue, follower);
    if (!queue.startsWith(userQueue)) this.#order.begin(queue, position);
    return follower;
  }

  #drop(queue: string): void {
    this.#byQueue.delete(queue);
    if (this.#latest?.queue === queue) this.#latest = undefined;
  }

  #heed({ queueSyncId, entry }: Control): void {
    if (queueSyncId <= this.#heeded) return;
    this.#heeded = queueSyncId;
    // What the list of a `connect` has told already changes nothing in what is pushed.
    const isNews = queueSyncId > this.#listed;
    if (entry.type === 'left') this.#left(entry, isNews);
    else if (entry.mode === 'read') this.#follow(entry, isNews);
    else this.#leaveToCopies(entry, isNews);
  }

  #left({ conversation }: Stamp, isNews: boolean): void {
    if (isNews || this.#byQueue.get(conversation)?.isPushed !== true) this.#drop(conversation);
  }

  #follow({ conversation, epoch, syncId }: Stamp, isNews: boolean): void {
    const position = Math.max(syncId, this.#order.lastOf(conversation));
    let follower = this.#byQueue.get(conversation);
    if (follower === undefined) {
      follower = this.#add(conversation, epoch, position, position);
      follower.isPushed = false;
    }
    // Copies brought it to here. One that is still behind reads on: the copies were left to it.
    if (!follower.isBehind) follower.moveUpTo(position);
    if (!isNews) return;
    follower.isPushed = true;
    follower.headIs(this.#heads?.get(conversation) ?? 0);
    this.#heads?.delete(conversation);
  }

  /** The queue is read up to where the copies begin. */
  #leaveToCopies({ conversation, syncId }: Stamp, isNews: boolean): void {
    const follower = this.#byQueue.get(conversation);
    if (isNews && follower !== undefined) follower.isPushed = false;
    follower?.headIs(syncId);
  }

  #isShared(messages: readonly SeenMessage[]): boolean {
    return messages.some(({ conversation }) => this.#byQueue.has(conversation));
  }

  /** True for a copy that its conversation's own queue has handed over, or will. */
  #isOfQueue({ conversation, syncId }: SeenMessage): boolean {
    const follower = this.#byQueue.get(conversation);
    if (follower === undefined) return false;
    if (follower.isBehind) follower.headIs(syncId);
    return syncId <= follower.head;
  }

  #remember(queue: string, head: number): void {
    this.#heads ??= new Map();
    const known = this.#heads.get(queue) ?? 0;
    if (known === 0 && this.#heads.size >= rememberedHeads) {
      for (const oldest of this.#heads.keys()) {
        this.#heads.delete(oldest);
        break;
      }
    }
    this.#heads.set(queue, Math.max(known, head));
  }
}

function tellsOfLeaving({ items }: QueueState, conversation: string): boolean {
  return items.some((item) => item.type === 'left' && item.conversation === conversation);
}
