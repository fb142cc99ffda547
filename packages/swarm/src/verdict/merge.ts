import { type FaultCount, type FaultKind, keptExamples } from '../device/faults.ts';
import type { Json } from '../engine/json.ts';
import { PlaceTable } from '../engine/place-table.ts';
import { addGroup } from './collect-conversations.ts';
import type { ConversationFinding, Findings, RoomFinding, SeenGroup } from './findings.ts';

/** Groups of one conversation over all processes. */
const mostGroups = 10_000;

/** What all processes of a run found together; which of them had which device makes no difference. */
export function mergeFindings(list: readonly Findings[]): Findings {
  return {
    conversations: mergeBy(
      list.flatMap(({ conversations }) => conversations),
      ({ conversation }) => conversation,
      mergeConversations,
    ),
    rooms: mergeBy(
      list.flatMap(({ rooms }) => rooms),
      ({ room }) => room,
      mergeRooms,
    ),
    faults: mergeFaults(list.map(({ faults }) => faults)),
    connected: sumOf(list, ({ connected }) => connected),
    away: sumOf(list, ({ away }) => away),
    left: sumOf(list, ({ left }) => left),
    own: mergeOwn(list.map(({ own }) => own)),
  };
}

function mergeBy<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
  merge: (same: readonly T[]) => T,
): T[] {
  const groups = [...Map.groupBy(items, keyOf)].sort(([a], [b]) => (a < b ? -1 : 1));
  return groups.map(([, same]) => merge(same));
}

function byBaseAndSums(a: SeenGroup, b: SeenGroup): number {
  return a.base - b.base || a.count - b.count || a.ids - b.ids || a.places - b.places;
}

function mergeConversations(same: readonly ConversationFinding[]): ConversationFinding {
  const [first] = same as [ConversationFinding];
  const table = new PlaceTable();
  const groups = new Map<string, SeenGroup>();
  let unjudged = sumOf(same, (one) => one.unjudged);
  for (const one of same) {
    table.addAll(PlaceTable.from(one.table));
    for (const group of one.seen) {
      if (!addGroup(groups, group, mostGroups)) unjudged += group.devices;
    }
  }
  return {
    conversation: first.conversation,
    sent: sumOf(same, ({ sent }) => sent),
    acked: sumOf(same, ({ acked }) => acked),
    refused: sumOf(same, ({ refused }) => refused),
    unknown: sumOf(same, ({ unknown }) => unknown),
    unanswered: sumOf(same, ({ unanswered }) => unanswered),
    firstSentMs: leastOf(same.map(({ firstSentMs }) => firstSentMs)),
    firstPlace: leastOf(same.map(({ firstPlace, acked }) => (acked > 0 ? firstPlace : null))) ?? 0,
    head: Math.max(...same.map(({ head }) => head)),
    ids: sumOf(same, ({ ids }) => ids) | 0,
    places: sumOf(same, ({ places }) => places) | 0,
    table: table.json(),
    unknownIds: same.flatMap(({ unknownIds }) => unknownIds),
    refusedIds: same.flatMap(({ refusedIds }) => refusedIds),
    seen: [...groups.values()].sort(byBaseAndSums),
    unjudged,
  };
}

function mergeRooms(same: readonly RoomFinding[]): RoomFinding {
  const [first] = same as [RoomFinding];
  return {
    room: first.room,
    chatSent: sumOf(same, ({ chatSent }) => chatSent),
    chatAcked: sumOf(same, ({ chatAcked }) => chatAcked),
    chatRefused: sumOf(same, ({ chatRefused }) => chatRefused),
    chatUnknown: sumOf(same, ({ chatUnknown }) => chatUnknown),
    firstChatMs: leastOf(same.map(({ firstChatMs }) => firstChatMs)),
    views: same.flatMap(({ views }) => views),
    inside: sumOf(same, ({ inside }) => inside),
    taps: addCounts(same.map(({ taps }) => taps)),
    tapsUnknown: addCounts(same.map(({ tapsUnknown }) => tapsUnknown)),
  };
}

function mergeFaults(list: readonly Findings['faults'][]): Findings['faults'] {
  const merged: Partial<Record<FaultKind, FaultCount>> = {};
  for (const faults of list) {
    for (const [kind, { count, examples }] of Object.entries(faults) as [FaultKind, FaultCount][]) {
      const known = merged[kind] ?? { count: 0, examples: [] };
      merged[kind] = {
        count: known.count + count,
        examples: [...known.examples, ...examples].slice(0, keptExamples),
      };
    }
  }
  return merged;
}

/** Numbers of one name are added up, lists put one behind the other; of anything else the first stays. */
function mergeOwn(list: readonly Findings['own'][]): Findings['own'] {
  const merged: Record<string, Json> = {};
  for (const own of list) {
    for (const [name, value] of Object.entries(own)) merged[name] = both(merged[name], value);
  }
  return merged;
}

function both(a: Json | undefined, b: Json): Json {
  if (typeof a === 'number' && typeof b === 'number') return a + b;
  if (Array.isArray(a) && Array.isArray(b)) return [...a, ...b];
  return a ?? b;
}

function addCounts(list: readonly Record<string, number>[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const counts of list) {
    for (const [name, count] of Object.entries(counts)) sums[name] = (sums[name] ?? 0) + count;
  }
  return sums;
}

function leastOf(values: readonly (number | null)[]): number | null {
  const numbers = values.filter((value) => value !== null);
  return numbers.length === 0 ? null : Math.min(...numbers);
}

function sumOf<T>(items: readonly T[], read: (item: T) => number): number {
  return items.reduce((sum, item) => sum + read(item), 0);
}
