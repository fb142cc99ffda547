import type { Judge } from './judged.ts';
import { verdictOf } from './verdict.ts';

/** No message twice, and none that nobody sent. */
export const judgeDuplicates: Judge = (judged) => {
  if (!judged.hasMessages) return undefined;
  const problems = [
    ...judged.faults('duplicate'),
    ...judged.issues('extra').map(({ text }) => text),
  ];
  return verdictOf('duplicates', problems, 'no message twice, none that nobody sent');
};
