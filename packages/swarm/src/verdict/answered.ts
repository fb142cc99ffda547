import type { Judge } from './judged.ts';
import { number, verdictOf } from './verdict.ts';

/** Every message that was sent has an answer; only a lost connection may swallow one. */
export const judgeAnswered: Judge = (judged) => {
  const { conversations, rooms } = judged.context.findings;
  const sends = [
    ...conversations.map(({ conversation, sent, acked, refused, unknown, unanswered }) => ({
      where: conversation,
      isChat: false,
      sent,
      unanswered,
      open: sent - acked - refused - unknown,
    })),
    ...rooms.map(({ room, chatSent, chatAcked, chatRefused, chatUnknown }) => ({
      where: `chat of ${room}`,
      isChat: true,
      sent: chatSent,
      unanswered: chatUnknown,
      open: chatSent - chatAcked - chatRefused - chatUnknown,
    })),
  ].filter(({ sent }) => sent > 0);
  if (sends.length === 0) return undefined;
  const { losses = 0, reconnects = 0 } = judged.context.totals.counters;
  // What the load took away itself is no loss; chat on its way then is said once, and has no answer.
  const isTaken = reconnects > losses;
  const problems = sends.flatMap(({ where, sent, unanswered, open, isChat }) => {
    const without = judged.isFaulted || (isTaken && isChat) ? open : open + unanswered;
    if (without === 0) return [];
    return [`${where}: ${number(without)} of ${number(sent)} messages have no answer`];
  });
  const sum = (read: (one: (typeof sends)[number]) => number) =>
    sends.reduce((total, one) => total + read(one), 0);
  const unanswered = sum((one) => one.unanswered);
  const but = unanswered > 0 ? ` but for ${number(unanswered)} on lost connections` : '';
  return verdictOf(
    'answered',
    problems,
    `${number(sum((one) => one.sent))} messages answered${but}`,
  );
};
