import type { ConversationEntry, MessageEntry } from '@eagre/protocol';
import type { HistoryPage } from '../../../src/conversation.ts';
import type { EagreEvent, EagrePersonalEvent } from '../../../src/events.ts';
import { ConversationLog } from '../../../src/react/conversation-log.ts';
import type { ConversationLine } from '../../../src/react/views.ts';

const conversation = 'group:team' as never;
const pageEntries = 5;

/** What a device is told: an entry, a personal message, or that some will not come. */
type Told =
  | { what: 'entry'; epoch: number; syncId: number; entry: ConversationEntry }
  | { what: 'personal'; event: EagrePersonalEvent }
  | { what: 'gap'; reason: 'trimmed' | 'epoch'; epoch: number; from: number; to: number };

interface Asked {
  /** Of an older page: the first line then. */
  before: number | undefined;
  page: HistoryPage;
}

/** One conversation at a server, and a view of it that is told of it late and by pages. */
export class LogWorld {
  readonly stored: string[] = [];
  readonly log = new ConversationLog({
    user: 'me',
    stored: (clientId) => this.stored.push(clientId),
  });
  epoch = 1;
  low = 0;
  readonly entries: ConversationEntry[] = [];
  readonly personals: EagrePersonalEvent[] = [];
  #at = 0;
  readonly #told: Told[] = [];
  readonly #asked: Asked[] = [];

  get head(): number {
    return this.entries.length;
  }

  /** Stored at the server; the device is on its way to hear of it unless it `skips`. */
  append(entry: object, skips = false): void {
    this.#at += 1;
    const stored = { at: this.#at, ...entry } as ConversationEntry;
    this.entries.push(stored);
    const { epoch, head: syncId } = this;
    // As it was when it was sent: a recall changes what the server has, not what is under way.
    if (!skips) this.#told.push({ what: 'entry', epoch, syncId, entry: { ...stored } });
  }

  say(from: string, skips = false): void {
    const message = { type: 'message', from, kind: 'text', body: { n: this.#at } };
    this.append({ ...message, clientId: `c${this.#at}` }, skips);
  }

  recall(target: number): void {
    const message = this.entries[target - 1];
    if (message?.type !== 'message') return;
    this.entries[target - 1] = { ...message, body: {}, recalled: true } as MessageEntry;
    this.append({ type: 'recall', by: 'ann', target });
  }

  personal(): void {
    this.#at += 1;
    const { epoch, head: syncId } = this;
    const said = { from: 'shop' as never, at: this.#at, kind: 'text', body: { n: this.#at } };
    const event: EagrePersonalEvent = { type: 'personal', conversation, epoch, syncId, ...said };
    this.personals.push(event);
    this.#told.push({ what: 'personal', event });
  }

  /** What the device was not told yet is deleted, and a little more. */
  trim(): void {
    const next = this.#told.find((told) => told.what === 'entry');
    const from = next?.what === 'entry' ? next.syncId - 1 : this.head;
    const personal = this.#told.filter(({ what }) => what === 'personal');
    this.#told.splice(0, this.#told.length, ...personal);
    this.low = this.head;
    if (from < this.low) {
      this.#told.push({ what: 'gap', reason: 'trimmed', epoch: this.epoch, from, to: this.low });
    }
  }

  /** The log is put back as it was `lost` entries ago, under a new epoch. */
  restore(lost: number): void {
    this.epoch += 1;
    this.entries.length = Math.max(this.low, this.head - lost);
    this.#told.splice(0);
    // Whoever has an older stamp is of the old log.
    this.personals.length = 0;
    const { epoch, head: to } = this;
    this.#told.push({ what: 'gap', reason: 'epoch', epoch, from: 0, to });
  }

  /** The device hears the next thing. */
  hear(): void {
    const told = this.#told.shift();
    if (told === undefined) return;
    if (told.what === 'personal') this.log.personal(told.event);
    else if (told.what === 'entry') {
      const { epoch, syncId, entry } = told;
      const event = { ...entry, conversation, epoch, syncId } as EagreEvent & { type: 'message' };
      this.log.arrived(event);
    } else {
      const { what: type, ...gap } = told;
      this.log.gap({ type, conversation, queue: 'group:team' as never, ...gap });
    }
  }

  /** The server makes an answer now; it arrives by `answer`. */
  ask(older: boolean): void {
    if (older && !this.log.hasMore) return;
    const before = older ? this.log.first : undefined;
    this.#asked.push({ before, page: this.page(before ?? this.head + 1) });
  }

  /** One of the answers under way arrives, in any order. */
  answer(which: number): void {
    const [asked] = this.#asked.splice(which % Math.max(1, this.#asked.length), 1);
    if (asked === undefined) return;
    if (asked.before !== undefined) this.log.olderPage(asked.page, asked.before);
    else this.log.newestPage(asked.page);
  }

  page(before: number, limit = pageEntries): HistoryPage {
    const { epoch, low } = this;
    const last = Math.min(before - 1, this.head);
    const first = Math.max(low, last - limit) + 1;
    const more = first - 1 > low;
    const entries = this.entries.slice(first - 1, last).map((entry, index) => {
      return { ...entry, conversation, epoch, syncId: first + index };
    });
    const personal = this.personals
      .filter(({ syncId }) => syncId >= (more ? first : 0) && syncId <= last)
      .map(({ syncId, type, from, at, kind, body }) => {
        const entry = { type: 'message', from, at, kind, body } as MessageEntry;
        return { type, conversation, epoch, syncId, entry };
      });
    return { entries, personal, more, before: first };
  }

  /** All that is under way arrives, and pages are asked for until all is there. */
  finish(): void {
    for (let left = this.#told.length; left > 0; left -= 1) this.hear();
    while (this.#asked.length > 0) this.answer(0);
    for (let tries = 0; this.log.wantsPage; tries += 1) {
      if (tries > 2) throw new Error('the newest page does not lead to what arrived');
      this.log.newestPage(this.page(this.head + 1));
    }
  }

  loadAll(): void {
    for (let pages = 0; this.log.hasMore; pages += 1) {
      if (pages > this.head) throw new Error('older pages come without end');
      const { first } = this.log;
      this.log.olderPage(this.page(first), first);
    }
  }
}

/** What a person sees of a line. */
export function wordsOf(line: ConversationLine): string {
  switch (line.type) {
    case 'message':
      return `${line.syncId} ${line.from}${line.recalled ? ' recalled' : ` ${JSON.stringify(line.body)}`}`;
    case 'personal':
      return `${line.syncId} personal ${JSON.stringify(line.body)}`;
    case 'gap':
      return `gap ${line.reason} to ${line.epoch}/${line.to}`;
    case 'send':
      return `${line.status} ${JSON.stringify(line.body)}`;
    default:
      return `${line.syncId} ${line.type}`;
  }
}
