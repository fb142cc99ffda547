import type { Conversation } from '../conversation.ts';
import { errorOf } from './error-of.ts';

export interface ReadMarksPorts {
  user: string;
  conversation: Conversation;
  /** `own`: how far this user has read now. */
  changed(own: number): void;
}

/** How far the users of a conversation have read, and what the server has yet to be told of it. */
export class ReadMarks {
  readonly #ports: ReadMarksPorts;
  #marks: Readonly<Record<string, number>> = {};
  #told = 0;
  #isTelling = false;

  constructor(ports: ReadMarksPorts) {
    this.#ports = ports;
  }

  get all(): Readonly<Record<string, number>> {
    return this.#marks;
  }

  get own(): number {
    return this.#marks[this.#ports.user] ?? 0;
  }

  /** The server says so. */
  heard(user: string, syncId: number): void {
    if (user === this.#ports.user) this.#told = Math.max(this.#told, syncId);
    this.#set(user, syncId);
  }

  /** This user has read up to `head` here. */
  mark(head: number): void {
    if (head <= this.own) return;
    this.#set(this.#ports.user, head);
    this.tell();
  }

  /** Tells the server what it does not know yet; also after a lost connection. */
  tell(): void {
    const { own } = this;
    if (this.#isTelling || own <= this.#told) return;
    this.#isTelling = true;
    this.#ports.conversation.markRead(own).then(
      () => this.#answered(own),
      (caught) => {
        // For now: it is told with the next mark, or the next connection.
        if (errorOf(caught).temporary) this.#isTelling = false;
        else this.#answered(own);
      },
    );
  }

  clear(): void {
    this.#marks = {};
    this.#told = 0;
  }

  #answered(upTo: number): void {
    this.#isTelling = false;
    this.#told = Math.max(this.#told, upTo);
    this.tell();
  }

  #set(user: string, syncId: number): void {
    if (syncId <= (this.#marks[user] ?? 0)) return;
    this.#marks = { ...this.#marks, [user]: syncId };
    this.#ports.changed(this.own);
  }
}
