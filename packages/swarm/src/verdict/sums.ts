import type { RoomFinding } from './findings.ts';
import type { Judge, Judged } from './judged.ts';
import { number, verdictOf } from './verdict.ts';

/** Each counter's total is the sum of the taps that were acknowledged. */
export const judgeSums: Judge = (judged) => {
  const tapped = judged.context.findings.rooms.filter(
    ({ taps, tapsUnknown }) => namesOf(taps, tapsUnknown).length > 0,
  );
  if (tapped.length === 0) return undefined;
  const problems = tapped.flatMap((room) => wrongSums(judged, room));
  const all = tapped.reduce(
    (sum, { taps }) => sum + Object.values(taps).reduce((a, b) => a + b, 0),
    0,
  );
  const good = `${number(all)} acknowledged taps in ${number(tapped.length)} rooms, all in the totals`;
  return verdictOf('sums', problems, good);
};

function wrongSums({ context }: Judged, { room, taps, tapsUnknown }: RoomFinding): string[] {
  const facts = context.rooms.get(room);
  if (facts === undefined) return [`${room}: taps were acknowledged, the server knows no totals`];
  const unequal = (facts.unequal ?? []).map((text) => `${room}: ${text}`);
  const wrong = namesOf(taps, tapsUnknown).flatMap((name) => {
    const acked = taps[name] ?? 0;
    const most = acked + (tapsUnknown[name] ?? 0);
    const total = facts.counters[name] ?? 0;
    if (total >= acked && total <= most) return [];
    const owed = most > acked ? `${number(acked)} to ${number(most)}` : number(acked);
    return [`${room}: ${name} is ${number(total)}, and ${owed} taps were acknowledged`];
  });
  return [...unequal, ...wrong];
}

function namesOf(...counts: Record<string, number>[]): string[] {
  return [...new Set(counts.flatMap((one) => Object.keys(one)))];
}
