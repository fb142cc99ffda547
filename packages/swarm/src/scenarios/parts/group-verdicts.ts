import type { Verdict } from '../../verdict/verdict.ts';
import type { SeenByMember, SeenOfGroups } from './group-seen.ts';
import type { Joining } from './group-share.ts';

const keptExamples = 3;

/** Each member saw each message after its joining once and in order, as many as there are. */
export function sinceJoining(told: readonly SeenOfGroups[], joinings: readonly Joining[]): Verdict {
  const places = placesOf(told);
  const seen = new Map<string, SeenByMember>();
  for (const { members } of told) {
    for (const each of members) seen.set(`${each[0]} ${each[1]}`, each);
  }
  const wrong = told.flatMap(({ disorder }) => disorder);
  let deliveries = 0;
  for (const { group, user, after } of joinings) {
    const [, , first = Number.POSITIVE_INFINITY, count = 0, sum = 0] =
      seen.get(`${user} ${group}`) ?? [];
    deliveries += count;
    // Without the place of the joining only what came after the first is known to be due.
    const due = dueAfter(places.get(group) ?? [], after ?? first - 1);
    if (due.count !== count || due.sum !== sum) {
      wrong.push(
        `${user} saw ${count} of ${due.count} messages of ${group} after ${after ?? first}`,
      );
    }
  }
  const joined = new Set(joinings.map(({ user, group }) => `${user} ${group}`));
  const strangers = [...seen.keys()].filter((key) => !joined.has(key)).length;
  if (strangers > 0) wrong.push(`${strangers} saw messages of groups that they are not in`);
  return {
    name: 'since-joining',
    ok: wrong.length === 0,
    text: textOf(
      wrong,
      `each of ${joinings.length} memberships saw every message after its joining, once and in order: ${deliveries} in all`,
    ),
  };
}

/** The server's lists of members are those of whoever was brought in. */
export function membership(
  joinings: readonly Joining[],
  told: ReadonlyMap<string, readonly string[]>,
): Verdict {
  const expected = new Map<string, Set<string>>();
  for (const { group, user } of joinings) {
    const members = expected.get(group) ?? new Set();
    expected.set(group, members.add(user));
  }
  const wrong: string[] = [];
  for (const [group, members] of expected) {
    const listed = told.get(group) ?? [];
    const missing = [...members].filter((user) => !listed.includes(user));
    const strange = listed.filter((user) => !members.has(user));
    if (missing.length > 0) wrong.push(`${group} lacks ${missing.length}: ${missing[0]}`);
    if (strange.length > 0) wrong.push(`${group} has ${strange.length} too many: ${strange[0]}`);
  }
  return {
    name: 'membership',
    ok: wrong.length === 0,
    text: textOf(wrong, `${expected.size} groups have exactly their ${joinings.length} members`),
  };
}

/** The chains went on to their ends. */
export function grown(
  { done, planned, failures }: { done: number; planned: number; failures: readonly string[] },
  depth: number,
  wasEnded: boolean,
): Verdict {
  const how = `${done} of ${planned} users heard of a card and acted`;
  if (wasEnded) return { name: 'chains', ok: true, text: `${how}, when the run was ended` };
  return {
    name: 'chains',
    ok: done === planned,
    text: done === planned ? `${how}; cards went ${depth} hops` : textOf([how, ...failures], ''),
  };
}

function placesOf(told: readonly SeenOfGroups[]): Map<string, number[]> {
  const places = new Map<string, Set<number>>();
  for (const { places: seen } of told) {
    for (const [group, at] of Object.entries(seen)) {
      const known = places.get(group) ?? new Set();
      for (const place of at) known.add(place);
      places.set(group, known);
    }
  }
  return new Map([...places].map(([group, at]) => [group, [...at]]));
}

function dueAfter(places: readonly number[], after: number): { count: number; sum: number } {
  const due = places.filter((place) => place > after);
  return { count: due.length, sum: due.reduce((all, place) => all + place, 0) };
}

function textOf(wrong: readonly string[], right: string): string {
  if (wrong.length === 0) return right;
  const more = wrong.length > keptExamples ? `, and ${wrong.length - keptExamples} more` : '';
  return wrong.slice(0, keptExamples).join('; ') + more;
}
