import type { Judge } from './judged.ts';
import { number, verdictOf } from './verdict.ts';

/** The tool may be late by so much. ms. */
const mostMs = 50;

/**
 * Whether the tool itself was in time: what it does late, the latencies hold against the server. They
 * are too long then and never too short, so that being late does no harm as long as it is at most
 * half of the tightest objective.
 */
export const judgeTool: Judge = ({ context: { outside, objectives } }) => {
  const { late, loop } = outside.timers;
  if (late === undefined && loop === undefined) return undefined;
  const bounds = Object.values(objectives).flatMap(({ p99 }) => (p99 === undefined ? [] : [p99]));
  const most = bounds.length === 0 ? mostMs : Math.max(mostMs, Math.min(...bounds) / 2);
  const figures = [
    ...(late === undefined ? [] : [{ what: 'sends were late', p99: late.p99 }]),
    ...(loop === undefined ? [] : [{ what: 'timers were late', p99: loop.p99 }]),
  ];
  const problems = figures
    .filter(({ p99 }) => p99 > most)
    .map(
      ({ what, p99 }) =>
        `${what} by ${number(p99)} ms at p99, over ${number(most)} ms: latencies speak of the tool; ` +
        'use more processes or fewer devices',
    );
  const good = figures.map(({ what, p99 }) => `${what} by ${number(p99)} ms`).join(', ');
  return verdictOf('tool', problems, `at p99 ${good}`);
};
