import type { Term } from '../room-answers.ts';

/** How long a mute or ban lasts, as it is chosen; 0 minutes: until it is taken back. */
export const termMinutes = [5, 30, 60, 24 * 60, 0] as const;

/** `ms` of the request: absent for one without an end. */
export function termMs(minutes: number): number | undefined {
  return minutes === 0 ? undefined : minutes * 60_000;
}

/** Milliseconds that are left, undefined without an end; never below 0. */
export function leftMs(until: number, now: number): number | undefined {
  return until === 0 ? undefined : Math.max(0, until - now);
}

/** Those that end first stand first, those without an end last; what is over already is gone. */
export function termsInForce(terms: readonly Term[], now: number): readonly Term[] {
  const left = (term: Term) => leftMs(term.until, now) ?? Number.POSITIVE_INFINITY;
  return terms.filter((term) => left(term) > 0).toSorted((a, b) => compare(left(a), left(b)));
}

/** Two without an end are equal: their difference would be no number. */
function compare(a: number, b: number): number {
  return a === b ? 0 : a - b;
}
