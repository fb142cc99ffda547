import type { Clock, ConversationId } from '@eagre/protocol';
import { cleanText } from './clean-text.ts';
import { entryLine, personalLine, type Reader } from './entry-lines.ts';
import type { Line } from './line-editor.ts';
import { type HistoryPart, type Item, itemsOf, Opening } from './opening.ts';
import type { Paint } from './paint.ts';
import { PendingSends } from './pending-sends.ts';
import type { Screen } from './screen.ts';
import { type Link, statusText } from './status.ts';
import { TypingUsers } from './typing-users.ts';
import { UnreadCounts } from './unread-counts.ts';
import type { View } from './view.ts';

export interface ChatViewOptions {
  user: string;
  conversation: ConversationId;
  screen: Screen;
  paint: Paint;
  clock: Clock;
}

/** What is on the screen: one conversation, what is pending, and what goes on elsewhere. */
export class ChatView implements View {
  readonly unread = new UnreadCounts();
  readonly typing: TypingUsers;
  readonly pending = new PendingSends();
  readonly #conversation: ConversationId;
  readonly #screen: Screen;
  readonly #reader: Reader;
  readonly #opening = new Opening();
  #line: Line = { text: '', cursor: 0 };
  #link: Link = { state: 'connecting' };
  #muted = false;
  #oldest: number | undefined;
  #newest = 0;
  #lastOwn: number | undefined;

  constructor({ user, conversation, screen, paint, clock }: ChatViewOptions) {
    this.#conversation = conversation;
    this.#screen = screen;
    this.#reader = { user, paint };
    this.typing = new TypingUsers(clock, () => this.redraw());
  }

  get conversation(): ConversationId {
    return this.#conversation;
  }

  get user(): string {
    return this.#reader.user;
  }

  get paint(): Paint {
    return this.#reader.paint;
  }

  /** The oldest entry shown: the history goes on before it. */
  get oldest(): number | undefined {
    return this.#oldest;
  }

  /** The newest entry shown: read up to here. */
  get newest(): number {
    return this.#newest;
  }

  /** The newest own message shown, for a recall without a number. */
  get lastOwn(): number | undefined {
    return this.#lastOwn;
  }

  get muted(): boolean {
    return this.#muted;
  }

  get link(): Link {
    return this.#link;
  }

  set line(line: Line) {
    this.#line = line;
    this.redraw();
  }

  set link(link: Link) {
    this.#link = link;
    this.redraw();
  }

  set muted(muted: boolean) {
    this.#muted = muted;
    this.redraw();
  }

  /** Live items wait until the conversation is opened with its history. */
  live(item: Item): void {
    for (const ready of this.#opening.live(item)) this.#show(ready);
    this.redraw();
  }

  open(history: HistoryPart): void {
    for (const item of this.#opening.open(history)) this.#show(item);
    this.redraw();
  }

  /** An older part of the history, on demand: it goes below, between two marks. */
  older(history: HistoryPart): void {
    this.note(`- ${history.items.length} earlier -`);
    for (const item of itemsOf(history)) this.#print(item);
    this.note('- end of earlier -');
    this.#oldest = Math.min(this.#oldest ?? history.first, history.first);
  }

  note(text: string): void {
    this.#screen.print(this.paint.dim(cleanText(text)));
  }

  alert(text: string): void {
    this.#screen.print(this.paint.bad(cleanText(text)));
  }

  /** Something that has its own colours, or none, and its own lines. */
  block(text: string): void {
    for (const line of text.split('\n')) this.#screen.print(line);
  }

  redraw(): void {
    const { paint, user } = this.#reader;
    this.#screen.show({
      pending: this.pending.texts.map((text) => paint.dim(`      … ${cleanText(text)}`)),
      status: statusText(
        {
          conversation: this.#conversation,
          link: this.#link,
          unread: this.unread.others(this.#conversation),
          typing: this.typing.names,
          muted: this.#muted,
        },
        paint,
      ),
      prompt: `${user}> `,
      line: this.#line,
    });
  }

  close(): void {
    this.typing.clear();
    this.#screen.close();
  }

  #show(item: Item): void {
    if (item.type === 'entry') {
      this.#oldest ??= item.syncId;
      this.#newest = Math.max(this.#newest, item.syncId);
      this.#noteOwn(item);
    }
    this.#print(item);
  }

  #noteOwn({ syncId, entry }: Extract<Item, { type: 'entry' }>): void {
    if (entry.type !== 'message') return;
    this.typing.stopped(entry.from);
    if (entry.from !== this.user) return;
    this.#lastOwn = syncId;
    if (entry.clientId !== undefined) this.pending.settle(entry.clientId);
  }

  #print(item: Item): void {
    this.#screen.print(
      item.type === 'entry'
        ? entryLine(item.entry, item.syncId, this.#reader)
        : personalLine(item.entry, this.#reader),
    );
  }
}
