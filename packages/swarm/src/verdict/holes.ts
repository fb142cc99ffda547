import type { Judge } from './judged.ts';
import { number, verdictOf } from './verdict.ts';

/** Every device came to the last acknowledged place of each conversation, and was told of no gap. */
export const judgeHoles: Judge = (judged) => {
  const watched = judged.conversations.filter(({ finding }) => finding.seen.length > 0);
  if (watched.length === 0) return undefined;
  const problems = [
    ...judged.faults('gap', 'pull'),
    ...judged.issues('behind').map(({ text }) => text),
  ];
  const followers = watched.reduce((sum, { exact, partly }) => sum + exact + partly, 0);
  const what = `${number(watched.length)} conversations at their heads`;
  return verdictOf('holes', problems, `${what} with all ${number(followers)} followers, no gap`);
};
