import type { ConversationOrder } from '../device/conversation-order.ts';
import { idHash } from '../device/place-hash.ts';
import type { Tally } from '../device/tally.ts';
import { ConversationBook } from '../engine/conversation-book.ts';
import type { LedgerBooks } from '../engine/ledger-books.ts';
import type { ConversationFinding, SeenGroup } from './findings.ts';

/** Hashes of messages of unknown fate that go along: more can't be tried one against the other. */
const keptUnknown = 24;
/** Different groups of one conversation that go along. */
const mostGroups = 2000;

/** What is asked of a device. */
export interface TallyHolder {
  readonly user: string;
  readonly order: Pick<ConversationOrder, 'sinceMs' | 'tallies'> | undefined;
}

interface Growing {
  book: ConversationBook;
  groups: Map<string, SeenGroup>;
  unjudged: number;
}

/** Puts together what the senders and the devices of one process know of each conversation. */
export class ConversationFindings {
  readonly #all = new Map<string, Growing>();

  constructor({ conversations }: Pick<LedgerBooks, 'conversations'>) {
    for (const [name, book] of conversations) this.#all.set(name, growing(book));
  }

  add({ user, order }: TallyHolder): void {
    for (const tally of order?.tallies() ?? []) this.#tally(tally, user, order?.sinceMs);
  }

  all(): ConversationFinding[] {
    return [...this.#all].map(([conversation, { book, groups, unjudged }]) => ({
      conversation,
      sent: book.sent,
      acked: book.acked,
      refused: book.refused,
      unknown: book.unknown,
      unanswered: book.unanswered,
      firstSentMs: Number.isFinite(book.firstSentMs) ? book.firstSentMs : null,
      firstPlace: Number.isFinite(book.firstPlace) ? book.firstPlace : 0,
      head: book.head,
      ids: book.ids,
      places: book.places,
      table: book.table.json(),
      unknownIds: [...book.unknownIds].slice(0, keptUnknown).map(idHash),
      refusedIds: [...book.refusedIds],
      seen: [...groups.values()],
      unjudged,
    }));
  }

  #tally(tally: Tally, user: string, sinceMs = Number.POSITIVE_INFINITY): void {
    const of = this.#of(tally.conversation);
    const { base, isAssumed, last, count, ids, places } = tally;
    const group = {
      base,
      isAssumed,
      sinceMs: Number.isFinite(sinceMs) ? sinceMs : null,
      last,
      count,
      ids,
      places,
      devices: 1,
      example: user,
    };
    if (!addGroup(of.groups, group, mostGroups)) of.unjudged += 1;
  }

  #of(conversation: string): Growing {
    let found = this.#all.get(conversation);
    if (found === undefined) {
      found = growing(new ConversationBook());
      this.#all.set(conversation, found);
    }
    return found;
  }
}

/** False when there are too many groups. */
export function addGroup(groups: Map<string, SeenGroup>, group: SeenGroup, most: number): boolean {
  const { base, isAssumed, count, ids, places } = group;
  const key = `${base}/${isAssumed}/${count}/${ids}/${places}`;
  const known = groups.get(key);
  if (known === undefined) {
    if (groups.size >= most) return false;
    groups.set(key, { ...group });
    return true;
  }
  known.devices += group.devices;
  known.last = Math.min(known.last, group.last);
  known.sinceMs =
    known.sinceMs === null || group.sinceMs === null
      ? null
      : Math.max(known.sinceMs, group.sinceMs);
  if (group.example < known.example) known.example = group.example;
  return true;
}

function growing(book: ConversationBook): Growing {
  return { book, groups: new Map(), unjudged: 0 };
}
