import type { Judge } from './judged.ts';
import { verdictOf } from './verdict.ts';

/** Faults that devices found and that belong to no other verdict: none may go unseen. */
export const judgeOther: Judge = (judged) => {
  const problems = judged.faults('other');
  return problems.length === 0 ? undefined : verdictOf('other', problems, '');
};
