import type { RunReport } from './run-report.ts';

export type Outcome = 'passed' | 'failed' | 'interrupted';

/** A run in which nothing was judged has not passed. */
export function outcomeOf({ verdicts, interrupted }: RunReport): Outcome {
  if (verdicts.some(({ ok }) => !ok)) return 'failed';
  if (interrupted) return 'interrupted';
  return verdicts.length > 0 ? 'passed' : 'failed';
}

/** As shells have it: what Ctrl-C ended has proved nothing, even if nothing was wrong up to then. */
export const exitCodes: Readonly<Record<Outcome, number>> = {
  passed: 0,
  failed: 1,
  interrupted: 130,
};
