import type { Judge, Judged } from './judged.ts';
import { number, verdictOf } from './verdict.ts';

/** What was acknowledged reached every device that it was owed to: in queues and in rooms' logs. */
export const judgeReliableLoss: Judge = (judged) => {
  const watched = judged.conversations.filter(
    ({ finding: { acked, seen } }) => acked > 0 || seen.some(({ count }) => count > 0),
  );
  if (watched.length === 0) return undefined;
  const problems = judged.issues('missing').map(({ text }) => text);
  return verdictOf('loss.reliable', problems, checked(judged));
};

function checked({ conversations }: Judged): string {
  const sum = (read: (each: Judged['conversations'][number]) => number) =>
    conversations.reduce((total, each) => total + read(each), 0);
  const alone = conversations.filter(
    ({ finding: { acked, seen } }) => acked > 0 && seen.length === 0,
  );
  const partly = sum((each) => each.partly);
  const unjudged = sum((each) => each.unjudged);
  const unsure = sum((each) => each.unsure);
  return [
    `none of ${number(sum(({ finding }) => finding.acked))} acknowledged messages is missing at ` +
      `${number(sum((each) => each.exact))} followers`,
    ...(partly > 0 ? [`${number(partly)} that came later have as many as they must`] : []),
    ...(alone.length > 0 ? [`${number(alone.length)} conversations have no follower`] : []),
    ...(unjudged > 0 ? [`${number(unjudged)} followers could not be judged`] : []),
    ...(unsure > 0 ? [`${number(unsure)} deliveries may be of messages never answered`] : []),
  ].join('; ');
}
