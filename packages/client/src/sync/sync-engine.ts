import type {
  ConnectAnswer,
  ConversationEntry,
  ConversationId,
  EntriesPush,
  HeadPush,
  QueueId,
  QueueState,
  SyncAnswer,
  UserEntry,
} from '@eagre/protocol';
import type { Clock, Timer } from '@eagre/protocol/clock';
import { conversationOf, isUserQueue, queueOf } from '@eagre/protocol/names';
import type { Random } from '@eagre/protocol/random';
import { BackOff } from '../connection/back-off.ts';
import type { Arguments, Ask } from '../connection/requests.ts';
import type { EagreEvent } from '../events.ts';
import type { SavedPosition } from '../storage/position-store.ts';
import { Puller } from './puller.ts';
import type { Asked, QueueEffect } from './queue-sync.ts';
import { Strangers } from './strangers.ts';
import { type Tracked, TrackedQueues } from './tracked-queues.ts';
import { applyUserEntry, type UserEntryPorts } from './user-entries.ts';

export interface SyncOptions {
  clock: Clock;
  random: Random;
  backoffBaseMs: number;
  backoffCapMs: number;
  syncEveryMs: number;
  /** Entries wanted for queues without a position, and bytes of an answer; the server's defaults. */
  recent?: number | undefined;
  answerBytes?: number | undefined;
}

export interface SyncPorts {
  ask: Ask;
  emit(event: EagreEvent): void;
  /** A position changed, or is forgotten. */
  moved(queue: QueueId, position: SavedPosition | undefined): void;
}

/**
 * All queues of a device: the user queue, the queues it follows, and the logs of conversations that
 * come as copies. Whatever arrives goes through the synchroniser of its queue; what is missing
 * afterwards is pulled.
 */
export class SyncEngine {
  readonly #options: SyncOptions;
  readonly #ports: SyncPorts;
  readonly #queues: TrackedQueues;
  readonly #puller: Puller;
  readonly #backOff: BackOff;
  readonly #userEntryPorts: UserEntryPorts;
  readonly #touched = new Set<Tracked>();
  readonly #strangers = new Strangers();
  #asked = new Map<QueueId, Asked>();
  /** The list of followed queues that came last, and the user-queue head it was made at. */
  #listed = new Set<QueueId>();
  #listedAt = -1;
  #syncTimer: Timer | undefined;

  constructor(
    options: SyncOptions,
    ports: SyncPorts,
    userQueue: QueueId,
    saved: readonly SavedPosition[],
  ) {
    this.#options = options;
    this.#ports = ports;
    this.#queues = new TrackedQueues(userQueue, saved);
    this.#backOff = new BackOff(options);
    this.#puller = new Puller(ports.ask, options, userQueue, {
      pulled: (tracked, asked, part) => {
        if (tracked.member) this.#run(tracked, tracked.sync.answer(asked, part));
      },
      refused: (tracked) => this.#refused(tracked),
      settled: () => this.#settle(),
    });
    this.#userEntryPorts = {
      queues: this.#queues,
      listed: (at, { conversation }) => {
        if (at > this.#listedAt) return 'newer';
        return this.#listed.has(queueOf(conversation)) ? 'listed' : 'unlisted';
      },
      run: (tracked, effects) => this.#run(tracked, effects),
      welcome: (tracked) => this.#strangers.welcome(tracked),
      emit: ports.emit,
    };
    for (const tracked of this.#queues) this.#puller.want(tracked);
  }

  /** Positions for `connect`; its answer must come to `online` before this is called again. */
  hello(): Pick<Arguments<'connect'>, 'positions' | 'recent' | 'bytes'> {
    const positions = this.#queues.positions();
    this.#asked = this.#askedOf(positions.map(([queue]) => queue));
    return { positions, ...this.#wishes() };
  }

  online(answer: ConnectAnswer): void {
    this.#take(answer, this.#asked);
    this.#backOff.reset();
    this.#puller.start();
    this.#syncAfter(this.#options.syncEveryMs);
  }

  offline(): void {
    this.#puller.stop();
    this.#syncTimer?.cancel();
  }

  push(push: EntriesPush | HeadPush): void {
    if (push.push === 'entries') {
      const { queue, epoch, first, items } = push;
      const tracked = this.#memberOf(queue, epoch, first + items.length - 1);
      if (tracked) this.#run(tracked, tracked.sync.offer(epoch, first, items));
    } else {
      for (const [queue, epoch, head] of push.heads) {
        const tracked = this.#memberOf(queue, epoch, head);
        tracked?.sync.head(epoch, head);
        if (tracked) this.#run(tracked, []);
      }
    }
    this.#settle();
  }

  /** The last entry of a conversation that was handed over. */
  positionOf(conversation: ConversationId): { epoch: number; syncId: number } | undefined {
    const sync = this.#queues.get(queueOf(conversation))?.sync;
    return sync && { epoch: sync.epoch, syncId: sync.position };
  }

  #wishes(): { recent?: number; bytes?: number } {
    const { recent, answerBytes: bytes } = this.#options;
    return { ...(recent !== undefined && { recent }), ...(bytes !== undefined && { bytes }) };
  }

  #askedOf(queues: QueueId[]): Map<QueueId, Asked> {
    return new Map(
      queues.flatMap((queue) => {
        const tracked = this.#queues.get(queue);
        return tracked === undefined ? [] : [[queue, tracked.sync.ask()] as const];
      }),
    );
  }

  #syncAfter(ms: number): void {
    this.#syncTimer?.cancel();
    this.#syncTimer = this.#options.clock.setTimer(ms, () => this.#sync());
  }

  /** Finds a push that was the last one of its queue and never came. */
  #sync(): void {
    const positions = this.#queues.positions();
    const asked = this.#askedOf(positions.map(([queue]) => queue));
    this.#ports.ask('sync', { positions, ...this.#wishes() }, ({ ok, error }) => {
      if (error?.code === 'disconnected') return;
      if (ok === undefined) return this.#syncAfter(this.#backOff.nextMs(error?.retryAfterMs));
      this.#backOff.reset();
      this.#take(ok, asked);
      this.#syncAfter(this.#options.syncEveryMs);
    });
  }

  #take({ queues }: Pick<SyncAnswer, 'queues'>, asked: Map<QueueId, Asked>): void {
    const user = queues.find(({ queue }) => isUserQueue(queue));
    const userAt = user?.head ?? 0;
    if (user !== undefined && user.epoch !== this.#queues.user?.sync.epoch) {
      for (const tracked of this.#queues) tracked.changedAt = 0;
    }
    const conversations = queues.filter(({ queue }) => !isUserQueue(queue));
    this.#follow(conversations, userAt);
    if (user !== undefined) this.#answer(user, asked);
    for (const state of conversations) this.#answer(state, asked);
    this.#settle();
  }

  /** The list says which queues are followed, except for what the user queue has changed since. */
  #follow(states: QueueState[], userAt: number): void {
    this.#listed = new Set(states.map(({ queue }) => queue));
    this.#listedAt = userAt;
    for (const { queue, epoch, from, priority } of states) {
      const tracked = this.#queues.get(queue) ?? this.#queues.add(queue, epoch, from);
      if (tracked.changedAt > userAt) continue;
      if (!tracked.member) this.#run(tracked, tracked.sync.startAt(epoch, from));
      tracked.member = tracked.followed = true;
      tracked.priority = priority;
    }
    for (const tracked of this.#queues.conversations()) {
      const isOlder = tracked.changedAt <= userAt;
      if (tracked.followed && isOlder && !this.#listed.has(tracked.sync.queue)) {
        tracked.followed = false;
        this.#touched.add(tracked);
      }
    }
  }

  #answer(state: QueueState, asked: Map<QueueId, Asked>): void {
    const { queue, epoch, head, from, items } = state;
    const tracked = this.#queues.get(queue) ?? this.#queues.add(queue, epoch, from);
    if (!tracked.member) return;
    const told = asked.get(queue);
    if (told === undefined) {
      // The server did not know our position, if there was one: then `from` says nothing about it.
      tracked.sync.head(epoch, head);
      this.#run(tracked, tracked.sync.offer(epoch, from + 1, items));
    } else {
      this.#run(tracked, tracked.sync.answer(told, state));
    }
  }

  #run(tracked: Tracked, effects: QueueEffect[]): void {
    this.#touched.add(tracked);
    const { queue } = tracked.sync;
    const conversation = conversationOf(queue);
    for (const effect of effects) {
      if (effect.effect === 'gap') this.#gap(queue, conversation, effect);
      else if (conversation === undefined) {
        applyUserEntry(this.#userEntryPorts, effect.syncId, effect.entry as UserEntry);
      } else {
        const { epoch, syncId } = effect;
        const place = { conversation, epoch, syncId };
        this.#ports.emit(eventOf(place, effect.entry as ConversationEntry));
      }
    }
  }

  #gap(
    queue: QueueId,
    conversation: ConversationId | undefined,
    { reason, epoch, from, to }: Extract<QueueEffect, { effect: 'gap' }>,
  ): void {
    if (conversation === undefined) this.#lostCopies();
    const about = conversation === undefined ? {} : { conversation };
    this.#ports.emit({ type: 'gap', ...about, queue, reason, epoch, from, to });
  }

  /**
   * Copies may be among what the user queue lost: the logs still have the entries themselves. So may
   * changes of what is followed: unless it came with a new list of queues, one is asked for.
   */
  #lostCopies(): void {
    this.#syncAfter(0);
    for (const tracked of this.#queues.conversations()) {
      if (tracked.followed || !tracked.member) continue;
      tracked.sync.suspect();
      this.#touched.add(tracked);
    }
  }

  #refused(tracked: Tracked): void {
    if (!tracked.member || tracked === this.#queues.user) return;
    // Some of what is owed may be of a next stay, which the user queue has not told of yet.
    const { queue, epoch, known } = tracked.sync;
    this.#strangers.note(queue, epoch, known);
    const effects = tracked.followed ? [] : tracked.sync.giveUp();
    tracked.sync.clear();
    tracked.followed = false;
    this.#run(tracked, effects);
  }

  #memberOf(queue: QueueId, epoch: number, head: number): Tracked | undefined {
    const tracked = this.#queues.get(queue);
    if (tracked?.member) return tracked;
    this.#strangers.note(queue, epoch, head);
    return undefined;
  }

  /** After every frame: positions to be saved, ranges to be pulled. */
  #settle(): void {
    for (const tracked of this.#touched) {
      const { sync, followed, member } = tracked;
      const { queue, epoch, position: syncId, known } = sync;
      if (this.#queues.get(queue) !== tracked) continue;
      this.#ports.moved(queue, member ? { queue, epoch, syncId, known, followed } : undefined);
      this.#puller.want(tracked);
    }
    this.#touched.clear();
    this.#puller.flush();
  }
}

function eventOf(
  place: { conversation: ConversationId; epoch: number; syncId: number },
  entry: ConversationEntry,
): EagreEvent {
  return entry.type === 'info'
    ? { ...entry, ...place, type: 'conversation', change: 'info' }
    : { ...entry, ...place };
}
