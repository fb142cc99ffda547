import type {
  ConversationId,
  RoomChat,
  RoomEnterAnswer,
  RoomEntry,
  RoomPush,
  RoomStatePush,
} from '@eagre/protocol';
import { queueOf } from '@eagre/protocol/names';
import type { HoldBudget } from '../sync/hold-budget.ts';
import { type Asked, type QueueEffect, type QueuePart, QueueSync } from '../sync/queue-sync.ts';
import type { Tracked } from '../sync/tracked-queues.ts';
import { type ActivationPorts, Activations } from './activations.ts';
import { Attributes } from './attributes.ts';
import { Counters } from './counters.ts';
import { PatientEmitter } from './patient-emitter.ts';
import type {
  RoomChatEvent,
  RoomClosedEvent,
  RoomEvent,
  RoomMessageEvent,
  RoomPlace,
  RoomStateEvent,
} from './room-events.ts';
import { SeenChat } from './seen-chat.ts';
import type { OwnTaps } from './taps.ts';

export interface FeedPorts extends Omit<ActivationPorts, 'ticket' | 'activate'> {
  budget: HoldBudget;
  ownTaps(name: string): OwnTaps;
  arrived(message: RoomMessageEvent): unknown;
  /** Pulls what the log misses. */
  pull(log: Tracked): void;
  /** The log ended. */
  closed(): void;
}

/** What an answer to `room.enter` tells and frames keep up to date. */
export type RoomFacts = Pick<RoomEnterAnswer, 'role' | 'online' | 'peak' | 'visitors' | 'ticket'> &
  RoomRules;

/** What holds back this device's words. */
export interface RoomRules {
  /** May not speak until then (server time, milliseconds since 1970; 0: without end). */
  mutedUntil?: number | undefined;
  /** Nobody but host and staff may speak. */
  mutedAll?: boolean | undefined;
  /** Least milliseconds between two messages of a viewer. */
  slowMs?: number | undefined;
}

/** What is known of one room and what the application is told of it, whatever brings it. */
export class Feed {
  readonly room: ConversationId;
  readonly emitter: PatientEmitter;
  readonly attributes = new Attributes();
  readonly counters = new Counters();
  readonly #ports: FeedPorts;
  readonly #activations: Activations;
  readonly #seen = new SeenChat();
  #facts: RoomFacts | undefined;
  #log: Tracked | undefined;
  /** The head that a frame told before the first answer came. */
  #early: Pick<RoomPush, 'epoch' | 'head'> | undefined;

  constructor(room: ConversationId, ports: FeedPorts) {
    this.room = room;
    this.emitter = new PatientEmitter(ports.report);
    this.#ports = ports;
    this.#activations = new Activations({
      ...ports,
      ticket: () => this.#facts?.ticket ?? '',
      activate: (message, token) => {
        this.#emit({ type: 'activate', message, ...(token && { token }) });
      },
    });
  }

  /** Undefined until the room was entered. */
  get facts(): RoomFacts | undefined {
    return this.#facts;
  }

  get log(): Tracked | undefined {
    return this.#log;
  }

  /** The answer to an `enter` that told this position, if there was one. */
  entered(answer: RoomEnterAnswer, asked: Asked | undefined): void {
    const {
      epoch,
      head,
      from,
      entries: items,
      gap,
      chat,
      counters,
      attributes,
      now,
      ...facts
    } = answer;
    const known = asked && this.#log;
    const effects = known
      ? known.sync.answer(asked, { epoch, head, from, items, gap })
      : this.#begin(epoch, from).offer(epoch, from + 1, items);
    // Not if frames have overtaken the answer and told more.
    if (head >= (this.#log?.sync.position ?? 0)) this.attributes.snapshot(attributes, head);
    this.#facts = facts;
    if (known) known.member = true;
    if (known) this.#emit({ type: 'state', state: 'returned' });
    this.#run(effects);
    this.head(epoch, head);
    for (const one of chat) {
      // Without an id it cannot be told from one that was shown before.
      if (!known || one.id !== undefined) this.say(one, now, { recent: true });
    }
    this.#told({ online: facts.online, counters });
  }

  frame({ epoch, head, first = 0, entries = [], chat = [], at, ...news }: RoomPush): void {
    if (this.#log === undefined) {
      this.#early = { epoch, head };
      return;
    }
    this.#run(this.#log.sync.offer(epoch, first, entries));
    this.head(epoch, head);
    for (const one of chat) this.say(one, at);
    this.#told(news);
  }

  head(epoch: number, head: number): void {
    if (this.#log === undefined) return;
    this.#log.sync.head(epoch, head);
    this.#ports.pull(this.#log);
  }

  /** Without `asked` and `part`, what is missing cannot be had. Gives whether something was lost. */
  pulled(log: Tracked, asked?: Asked, part?: QueuePart): boolean {
    const effects = asked && part ? log.sync.answer(asked, part) : log.sync.giveUp();
    this.#run(effects);
    return effects.some(({ effect }) => effect === 'gap');
  }

  say(chat: RoomChat, at: number, more: Pick<RoomChatEvent, 'recent'> = {}): void {
    if (!this.#seen.isNew(chat)) return;
    const own = chat.from === this.#ports.user ? { own: true as const } : {};
    this.#emit({ ...chat, ...more, ...own, type: 'chat', at });
  }

  state({ push: _, ...news }: RoomStatePush & { state: RoomStateEvent['state'] }): void {
    const { state, until = 0, slowMs = 0 } = news;
    Object.assign(this.#facts ?? {}, rulesAfter(state, until, slowMs));
    this.#emit({ ...news, type: 'state' });
  }

  tapped(name: string, count: number): void {
    this.counters.tapped(name, count);
    this.#counted();
  }

  tapsRefused(names: string[]): void {
    this.counters.refused(names, this.#ports.ownTaps);
    this.#counted();
  }

  /** Nothing can be pulled for now. */
  offline(): void {
    if (this.#log) this.#log.member = false;
  }

  /** `last` is the last event. */
  end(last: RoomClosedEvent): void {
    this.offline();
    this.#log?.sync.clear();
    this.#activations.stop();
    this.emitter.end(last);
  }

  #begin(epoch: number, from: number): QueueSync {
    const sync = new QueueSync(queueOf(this.room), epoch, from, this.#ports.budget);
    this.#log = { sync, followed: false, member: true, changedAt: 0, priority: 'normal' };
    if (this.#early !== undefined) sync.head(this.#early.epoch, this.#early.head);
    return sync;
  }

  #run(effects: QueueEffect[]): void {
    const { room } = this;
    for (const effect of effects) {
      if (effect.effect === 'entry') {
        const { epoch, syncId, entry } = effect;
        this.#entry({ room, epoch, syncId }, entry as RoomEntry);
      } else {
        const { effect: type, ...gap } = effect;
        this.#emit({ type, ...gap });
      }
    }
  }

  #entry(place: RoomPlace, entry: RoomEntry): void {
    if (entry.type === 'message') {
      const message = { ...entry, ...place };
      this.#ports.arrived(message);
      this.#emit(message);
      this.#activations.take(message);
    } else if (entry.type === 'attributes') {
      this.attributes.entry(place.syncId, entry);
      this.#emit({ ...entry, ...place });
    } else if (entry.type === 'closed') this.#ports.closed();
  }

  #told({ online, counters, joins }: Pick<RoomPush, 'online' | 'counters' | 'joins'>): void {
    if (joins) this.#emit({ ...joins, type: 'joins' });
    if (online && this.#facts) {
      this.#facts.online = online;
      this.#facts.peak = Math.max(this.#facts.peak, online.devices);
      this.#emit({ ...online, type: 'online' });
    }
    if (counters) {
      this.counters.heard(counters, this.#ports.ownTaps);
      this.#counted();
    }
  }

  #counted(): void {
    this.#emit({ type: 'counters', counters: this.counters.shown });
  }

  #emit(event: WithoutRoom<RoomEvent>): void {
    this.emitter.emit({ ...event, room: this.room } as RoomEvent);
  }
}

type WithoutRoom<Event> = Event extends RoomEvent ? Omit<Event, 'room'> : never;

function rulesAfter(state: RoomStateEvent['state'], mutedUntil: number, slowMs: number) {
  if (state === 'muted') return { mutedUntil };
  if (state === 'unmuted') return { mutedUntil: undefined };
  return state === 'slow' ? { slowMs } : { mutedAll: state === 'muted_all' };
}
