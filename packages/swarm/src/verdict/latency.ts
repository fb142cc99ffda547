import type { TimerName } from '../engine/meter.ts';
import type { JudgeContext } from './judge-context.ts';
import { number, type Verdict, verdictOf } from './verdict.ts';

/** Each objective against what was measured outside of faults; one that was never timed is not met. */
export function judgeLatencies({ objectives, outside, totals }: JudgeContext): Verdict[] {
  return Object.entries(objectives).map(([timer, bounds]) => {
    const times = outside.timers[timer as TimerName];
    const name = `latency.${timer}`;
    if (times === undefined || times.count === 0) {
      const inFaults = totals.timers[timer as TimerName]?.count ?? 0;
      const text =
        inFaults > 0 ? `all ${number(inFaults)} times are of faults` : 'nothing was timed';
      return { name, ok: false, text };
    }
    const percentiles = Object.entries(bounds) as ['p50' | 'p99', number][];
    const problems = percentiles
      .filter(([percentile, most]) => !(times[percentile] <= most))
      .map(([at, most]) => `${at} is ${number(times[at])} ms, and ${number(most)} ms is the most`);
    const figures = percentiles.map(
      ([at, most]) => `${at} ${number(times[at])} ms of ${number(most)} ms`,
    );
    return verdictOf(name, problems, `${figures.join(', ')} over ${number(times.count)} times`);
  });
}
