import type { Judge } from './judged.ts';
import { number, verdictOf } from './verdict.ts';

/** A message that was refused for good is seen by nobody. */
export const judgeRefused: Judge = (judged) => {
  const { conversations, rooms } = judged.context.findings;
  const refused =
    conversations.reduce((sum, each) => sum + each.refused, 0) +
    rooms.reduce((sum, { chatRefused }) => sum + chatRefused, 0);
  const problems = [
    ...judged.faults('refused'),
    ...judged.issues('refused').map(({ text }) => text),
  ];
  if (refused === 0 && problems.length === 0) return undefined;
  return verdictOf(
    'refused-unseen',
    problems,
    `none of ${number(refused)} refused messages is seen`,
  );
};
