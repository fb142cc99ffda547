import type {
  ConversationEntry,
  ConversationId,
  PersonalEntry,
  ReadsAnswer,
} from '@eagre/protocol';
import type { Handler, Unsubscribe } from './emitter.ts';
import type { EventStream } from './event-stream.ts';
import type { ConversationEvent, ConversationEventName, EagreEvents, Place } from './events.ts';
import type { Call } from './groups.ts';
import { clientLimits } from './limits.ts';
import type { Sent } from './send/outgoing.ts';

/** Text, or any other kind with its body; see the protocol's message kinds. */
export type Content = string | { kind: string; body: Record<string, unknown> };

export function contentOf(content: Content): { kind: string; body: Record<string, unknown> } {
  return typeof content === 'string' ? { kind: 'text', body: { text: content } } : content;
}

/** A stretch of a conversation, oldest entry first. */
export interface HistoryPage {
  /** Contiguous entries with their places. */
  entries: (Place & ConversationEntry)[];
  /** This user's personal messages of the same stretch, each to be shown after its place. */
  personal: PersonalEntry[];
  /** There is something before the first entry: ask again with `before` as given here. */
  more: boolean;
  before: number;
}

/** Of a message that is sent once more after it failed; else a new one is drawn. */
interface Again {
  clientId?: string | undefined;
}

/** What a handle needs of its client. */
export interface ConversationPorts {
  call: Call;
  send(
    conversation: ConversationId,
    content: Content,
    personalTo?: string,
    clientId?: string,
  ): Promise<Sent>;
  on<Name extends ConversationEventName>(
    name: Name,
    handler: Handler<EagreEvents[Name]>,
    conversation: ConversationId,
  ): Unsubscribe;
  stream(conversation: ConversationId, buffer: number): EventStream<ConversationEvent>;
  positionOf(conversation: ConversationId): { epoch: number; syncId: number } | undefined;
  nowMs(): number;
}

/** One conversation. A handle holds no resources and may be asked for again at any time. */
export class Conversation {
  readonly id: ConversationId;
  readonly #ports: ConversationPorts;
  #typedAtMs = Number.NEGATIVE_INFINITY;

  constructor(id: ConversationId, ports: ConversationPorts) {
    this.id = id;
    this.#ports = ports;
  }

  /**
   * Sends a message; resolves with its place once the server has stored it. Survives reconnects and is
   * stored once. Rejects with an `EagreError`: refused by the server, or `timeout` after the deadline,
   * when it is unknown whether it was stored: sent again with the `clientId` of the failed one, it is
   * stored once all the same.
   */
  send(content: Content, options: Again = {}): Promise<Sent> {
    return this.#ports.send(this.id, content, undefined, options.clientId);
  }

  /** Sends a message that only `user`, a member, will see. */
  sendPersonal(user: string, content: Content, options: Again = {}): Promise<Sent> {
    return this.#ports.send(this.id, content, user, options.clientId);
  }

  /** The `limit` entries (50) before `before` (exclusive; default the end). */
  async history(options: { before?: number; limit?: number } = {}): Promise<HistoryPage> {
    const { epoch, first, items, personal, more } = await this.#ports.call('history', {
      conversation: this.id,
      ...options,
    });
    const entries = items.map((entry, index) => ({
      ...entry,
      conversation: this.id,
      epoch,
      syncId: first + index,
    }));
    return { entries, personal, more, before: first };
  }

  /** Marks all up to `syncId` as read; default: all that was handed over. Gives the watermark. */
  async markRead(syncId?: number): Promise<number> {
    const upTo = syncId ?? this.position?.syncId ?? 0;
    const answer = await this.#ports.call('read', { conversation: this.id, syncId: upTo });
    return answer.syncId;
  }

  /**
   * How far the members have read, this user among them: the `limit` (100) that have read furthest.
   * `read` events tell on from there in a direct chat; in a group others are not told of, so ask when
   * it is shown. Rejects with `limit_exceeded` in a large group, whose members come in pages.
   */
  readMarks(options: { limit?: number } = {}): Promise<ReadsAnswer> {
    return this.#ports.call('reads', { conversation: this.id, ...options });
  }

  /** Takes the message at `syncId` back; gives the place of the recall entry. */
  async recall(syncId: number): Promise<number> {
    const answer = await this.#ports.call('recall', { conversation: this.id, syncId });
    return answer.syncId;
  }

  /** Tells the others that the user is writing: call it at every key, it is told now and then. */
  typing(): void {
    const nowMs = this.#ports.nowMs();
    if (nowMs - this.#typedAtMs < clientLimits.typingEveryMs) return;
    this.#typedAtMs = nowMs;
    this.#ports.call('typing', { conversation: this.id }).catch(() => {
      // Best effort: nobody misses it.
    });
  }

  /** The last entry that was handed over, if any. */
  get position(): { epoch: number; syncId: number } | undefined {
    return this.#ports.positionOf(this.id);
  }

  /** Calls `handler` for this conversation's events of one name; the result unsubscribes. */
  on<Name extends ConversationEventName>(
    name: Name,
    handler: Handler<EagreEvents[Name]>,
  ): Unsubscribe {
    return this.#ports.on(name, handler, this.id);
  }

  /**
   * All of this conversation's events from now on: `for await (const event of conversation.events())`.
   * Ends when the client closes; throws `buffer_full` when `buffer` events (1,000) wait to be read.
   */
  events(options: { buffer?: number } = {}): AsyncIterableIterator<ConversationEvent> {
    return this.#ports.stream(this.id, options.buffer ?? clientLimits.bufferedEvents);
  }
}
