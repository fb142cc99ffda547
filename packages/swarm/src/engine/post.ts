import { type WireError, wireError } from '@eagre/protocol';
import type { OnAnswer } from '../device/requests.ts';
import type { Books } from './books.ts';
import type { Meter } from './meter.ts';
import { nowMs } from './now.ts';

/** Something a sender has begun and owes an end. */
export interface Errand {
  /** No answer is waited for any more: it is entered into the books as what is known of it. */
  giveUp(): void;
}

/** Over what messages go: a device's connection, or the HTTP API. */
export interface Carrier {
  readonly isReady: boolean;
  whenReady(): Promise<void>;
  carry(post: Post, onAnswer: OnAnswer): void;
}

/** What a sender shares with its posts. */
export interface Desk {
  readonly books: Books;
  readonly meter: Meter;
  /** An errand is at its end. */
  done(errand: Errand): void;
}

const inDoubt: readonly WireError['code'][] = ['store_unavailable', 'draining', 'internal'];

/** The answers after which a command may have had its effect all the same. */
export function leavesDoubt({ code }: WireError): boolean {
  return inDoubt.includes(code);
}

/** One message on its way to being acknowledged, and what is known of it. */
export class Post implements Errand {
  readonly conversation: string;
  readonly clientId: string;
  readonly content: { kind: string; body: Record<string, unknown> };
  readonly dueMs: number;
  readonly #desk: Desk;
  #tries = 0;
  /** An attempt may have had its effect. */
  #isInDoubt = false;
  #lastError: WireError | undefined;
  isDone = false;

  constructor(
    desk: Desk,
    conversation: string,
    clientId: string,
    content: { kind: string; body: Record<string, unknown> },
    dueMs: number,
  ) {
    this.#desk = desk;
    this.conversation = conversation;
    this.clientId = clientId;
    this.content = content;
    this.dueMs = dueMs;
    desk.books.sent(conversation);
  }

  /** Failed attempts so far. */
  get tries(): number {
    return this.#tries;
  }

  /** An attempt begins. Nothing but the tool itself kept it from being made since `free`. As `nowMs`. */
  begin(freeMs: number): void {
    const { meter } = this.#desk;
    if (this.#tries === 0) {
      meter.count('sent');
      meter.time('late', nowMs() - Math.max(this.dueMs, freeMs));
    } else {
      meter.count('retried');
    }
    this.#tries += 1;
    // Until something better is known.
    this.#isInDoubt = true;
  }

  /** The attempt never left the tool; `wasInDoubt` is what held before it. */
  unsent(wasInDoubt: boolean): void {
    this.#isInDoubt = wasInDoubt;
  }

  get isInDoubt(): boolean {
    return this.#isInDoubt;
  }

  acked(syncId: number): void {
    const { books, meter } = this.#desk;
    books.acked(this.conversation, syncId, this.clientId);
    meter.count('acked');
    meter.time('ack', nowMs() - this.dueMs);
    this.#end();
  }

  /** Refused for now. `wasInDoubt`: before this attempt. */
  postponed(error: WireError, wasInDoubt: boolean): void {
    this.#lastError = error;
    this.#isInDoubt = wasInDoubt || leavesDoubt(error);
  }

  /** Refused for good. An earlier attempt may be stored nevertheless. */
  refused(error: WireError, wasInDoubt: boolean): void {
    this.#isInDoubt = wasInDoubt;
    this.#lastError = error;
    this.giveUp();
  }

  giveUp(): void {
    if (this.isDone) return;
    const { books, meter } = this.#desk;
    if (this.#isInDoubt) {
      books.unknown(this.conversation, this.clientId);
    } else {
      const error = this.#lastError ?? wireError('internal', 'the tool could not send it in time');
      books.refused(this.conversation, this.clientId, error);
      meter.count('refused');
    }
    this.#end();
  }

  #end(): void {
    this.isDone = true;
    this.#desk.done(this);
  }
}
