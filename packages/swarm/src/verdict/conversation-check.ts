import { PlaceTable } from '../engine/place-table.ts';
import type { ConversationFinding, SeenGroup } from './findings.ts';
import { subsetWithSum } from './subset.ts';

/**
 * `missing`: fewer messages than acknowledged, or others; `extra`: more; `moved`: the right ones, at
 * other places than their senders were told; `behind`: the device never came to the last acknowledged
 * place; `refused`: one that was refused for good is among them.
 */
export type IssueKind = 'missing' | 'extra' | 'moved' | 'behind' | 'refused';

export interface Issue {
  kind: IssueKind;
  conversation: string;
  /** Messages, as far as that can be told, and devices of which it is so. */
  messages: number;
  devices: number;
  text: string;
}

/** What the devices that followed a conversation to the end have seen, against the acknowledgements. */
export interface ConversationCheck {
  issues: Issue[];
  /** Devices judged to the last message; to the sums of most of it; not at all. */
  exact: number;
  partly: number;
  unjudged: number;
  /** Devices × messages of unknown fate that may explain a difference, and can't be told from others. */
  unsure: number;
}

interface Owed {
  count: number;
  ids: number;
  places: number;
  /** Messages of which it is not known whether they lie before or after the base. */
  split: number;
}

export function checkConversation(finding: ConversationFinding): ConversationCheck {
  const check: ConversationCheck = {
    issues: [],
    exact: 0,
    partly: 0,
    unjudged: finding.unjudged,
    unsure: 0,
  };
  const table = PlaceTable.from(finding.table);
  for (const group of finding.seen)
    checkGroup(finding, group, owedTo(finding, group, table), check);
  return check;
}

function owedTo(finding: ConversationFinding, group: SeenGroup, table: PlaceTable): Owed {
  const base = baseOf(finding, group);
  const { acked, firstPlace, ids, places } = finding;
  if (acked === 0 || base < firstPlace) return { count: acked, ids, places, split: 0 };
  return table.after(base);
}

/** A device that was there before the first message was begun is owed all, whatever came first. */
function baseOf({ firstSentMs }: ConversationFinding, group: SeenGroup): number {
  const { isAssumed, sinceMs, base } = group;
  const wasThere = sinceMs !== null && firstSentMs !== null && sinceMs < firstSentMs;
  return isAssumed && wasThere ? 0 : base;
}

function checkGroup(
  finding: ConversationFinding,
  group: SeenGroup,
  owed: Owed,
  check: ConversationCheck,
): void {
  const issue = (kind: IssueKind, messages: number, what: string) => {
    const { conversation } = finding;
    const { devices, example } = group;
    const text = `${conversation}: ${what} at ${devices} devices (${example})`;
    check.issues.push({ kind, conversation, messages: messages * devices, devices, text });
  };
  if (group.last < finding.head) {
    issue('behind', 0, `place ${group.last} of ${finding.head} is the last`);
  }
  if (owed.split > 0) {
    check.partly += group.devices;
    boundGroup(finding, group, owed, issue);
    return;
  }
  check.exact += group.devices;
  const more = group.count - owed.count;
  const idsMore = (group.ids - owed.ids) | 0;
  if (more < 0)
    issue('missing', -more, `${-more} of ${owed.count} acknowledged messages are missing`);
  else if (more === 0 && idsMore !== 0) {
    issue('missing', 1, `${group.count} messages are there, but others than those acknowledged`);
  } else if (more === 0) {
    if (((group.places - owed.places) | 0) === 0) return;
    issue('moved', 1, 'messages stand at other places than acknowledged');
  } else {
    tooMany(finding, group, more, idsMore, check, issue);
  }
}

const byValue = (a: number, b: number) => a - b;

/** Those that are too many must be some of those whose fate is not known. */
function tooMany(
  { unknownIds, refusedIds, unknown }: ConversationFinding,
  { devices, count }: SeenGroup,
  more: number,
  idsMore: number,
  check: ConversationCheck,
  issue: (kind: IssueKind, messages: number, what: string) => void,
): void {
  // In an order of their own, whatever process they are from.
  const candidates = [...unknownIds.toSorted(byValue), ...refusedIds.toSorted(byValue)];
  const found = subsetWithSum(candidates, more, idsMore);
  const isOpen = found === 'unknown' || unknownIds.length < unknown;
  if (typeof found !== 'string') {
    const refused = found.filter((i) => i >= unknownIds.length).length;
    if (refused > 0) issue('refused', refused, `${refused} refused messages are seen`);
  } else if (more <= unknown && isOpen) {
    check.unsure += devices * more;
  } else {
    issue('extra', more, `${count} messages are ${more} more than acknowledged`);
  }
}

/** Who came in the middle of a stretch: only the number of messages has bounds. */
function boundGroup(
  { unknown }: ConversationFinding,
  { count }: SeenGroup,
  owed: Owed,
  issue: (kind: IssueKind, messages: number, what: string) => void,
): void {
  const most = owed.count + owed.split + unknown;
  if (count < owed.count) {
    const lost = owed.count - count;
    issue('missing', lost, `${lost} of at least ${owed.count} acknowledged messages are missing`);
  } else if (count > most) {
    issue('extra', count - most, `${count} messages are ${count - most} more than acknowledged`);
  }
}
