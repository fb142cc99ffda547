import type { Judge } from './judged.ts';
import { number, verdictOf } from './verdict.ts';

/**
 * Places ascend at every device, each sender's messages stand in the order in which it sent them, the
 * same message is at a place for all devices, and it is the one that was acknowledged there.
 */
export const judgeOrder: Judge = (judged) => {
  if (!judged.hasMessages) return undefined;
  const { marks, totals } = judged.context;
  // Frames carry the server's clock, which a fault may have set back.
  const isClockMoved = marks.some(({ kind, name }) => kind === 'fault' && name === 'clock');
  const problems = [
    ...judged.faults('order', 'place', ...(isClockMoved ? [] : (['time'] as const))),
    ...judged.issues('moved').map(({ text }) => text),
  ];
  const { entries = 0, reliable = 0, chat = 0 } = totals.counters;
  const all = number(entries + reliable + chat);
  return verdictOf('order', problems, `${all} messages handed over, all in order`);
};
