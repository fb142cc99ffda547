import type { ConversationId } from '@eagre/protocol';

interface Count {
  head: number;
  read: number;
}

/** Unread entries of the conversations that are not on the screen: head minus watermark. */
export class UnreadCounts {
  readonly #counts = new Map<ConversationId, Count>();

  /** What the server says; it may be behind what was seen since. */
  set(conversation: ConversationId, head: number, read: number): void {
    const known = this.#counts.get(conversation);
    this.#counts.set(conversation, {
      head: Math.max(head, known?.head ?? 0),
      read: Math.max(read, known?.read ?? 0),
    });
  }

  /** An entry came. Without a watermark, all before it counts as read. */
  seen(conversation: ConversationId, syncId: number): void {
    const known = this.#counts.get(conversation);
    if (known === undefined) this.#counts.set(conversation, { head: syncId, read: syncId - 1 });
    else known.head = Math.max(known.head, syncId);
  }

  read(conversation: ConversationId, syncId: number): void {
    const known = this.#counts.get(conversation);
    if (known !== undefined) known.read = Math.max(known.read, syncId);
  }

  forget(conversation: ConversationId): void {
    this.#counts.delete(conversation);
  }

  /** Conversations with any, but for the one on the screen; the most first. */
  others(shown: ConversationId): [ConversationId, number][] {
    return [...this.#counts]
      .map(([id, { head, read }]): [ConversationId, number] => [id, Math.max(0, head - read)])
      .filter(([id, count]) => id !== shown && count > 0)
      .toSorted(([, one], [, other]) => other - one);
  }
}
