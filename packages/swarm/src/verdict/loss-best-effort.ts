import type { ChatView, RoomFinding } from './findings.ts';
import type { Judge } from './judged.ts';
import type { RoomFacts } from './room-facts.ts';
import { number, verdictOf } from './verdict.ts';

interface RoomLoss {
  problems: string[];
  shown: number;
  /** A process had a device there from before the first chat to the end. */
  isWitnessed: boolean;
}

/**
 * Best-effort messages may be left out, but not without being counted: what was taken in is shown, or in
 * the server's books; and each device that was there saw all that was shown but for what it could not
 * take. After a fault the server's books may have begun anew: then only nothing may be too much.
 */
export const judgeBestEffortLoss: Judge = (judged) => {
  const { findings, rooms } = judged.context;
  const spoken = findings.rooms.filter(
    ({ chatSent, views }) => chatSent > 0 || views.some(({ shown }) => shown > 0),
  );
  if (spoken.length === 0) return undefined;
  const losses = spoken.map((room) => roomLoss(room, rooms.get(room.room), judged.isFaulted));
  const sum = (read: (room: RoomFinding) => number) =>
    spoken.reduce((total, room) => total + read(room), 0);
  const reasons = dropsOf(spoken.map(({ room }) => rooms.get(room)));
  const blind = losses.filter(({ isWitnessed }) => !isWitnessed).length;
  const good = [
    `of ${number(sum(({ chatAcked }) => chatAcked))} taken in ` +
      `${number(losses.reduce((total, { shown }) => total + shown, 0))} shown`,
    reasons === '' ? 'none dropped' : `dropped ${reasons}`,
    ...(blind > 0 ? [`${number(blind)} rooms had no witness from the start`] : []),
    ...(judged.isFaulted ? ['not added up, since there were faults'] : []),
  ].join(', ');
  return verdictOf(
    'loss.best-effort',
    losses.flatMap(({ problems }) => problems),
    good,
  );
};

function roomLoss(room: RoomFinding, facts: RoomFacts | undefined, isFaulted: boolean): RoomLoss {
  const witnesses = witnessesOf(room);
  const isWitnessed = witnesses.length > 0;
  const best = mostOf(isWitnessed ? witnesses : room.views);
  const shown = best === undefined ? 0 : best.shown - best.refused;
  const problems: string[] = [];
  const problem = (text: string) => problems.push(`${room.room}: ${text}`);
  const most = room.chatAcked + room.chatUnknown;
  if (shown > most) problem(`${number(shown)} shown, ${number(most)} were taken in`);
  if (isWitnessed && !isFaulted) {
    if (facts === undefined) problem('the server has no books of it');
    else judgeBooks(room, witnesses, shown, facts, problem);
  }
  return { problems, shown, isWitnessed };
}

function judgeBooks(
  { chatAcked, chatUnknown }: RoomFinding,
  witnesses: readonly ChatView[],
  shown: number,
  facts: RoomFacts,
  problem: (text: string) => void,
): void {
  const dropped = Object.values(facts.dropped).reduce((sum, count) => sum + count, 0);
  const known = shown + dropped;
  if (known < chatAcked) {
    problem(
      `of ${number(chatAcked)} taken in ${number(shown)} shown and ${number(dropped)} dropped: ` +
        `${number(chatAcked - known)} are lost`,
    );
  } else if (known > chatAcked + chatUnknown && shown <= chatAcked + chatUnknown) {
    problem(
      `${number(shown)} shown and ${number(dropped)} dropped of ${number(chatAcked)} taken in`,
    );
  }
  const most = mostOf(witnesses);
  const others = witnesses.filter(({ shown, ids }) => shown === most?.shown && ids !== most.ids);
  if (others.length > 0) problem('two processes were shown other messages');
  const owed = witnesses.reduce((sum, view) => sum + view.witnesses * (most?.shown ?? 0), 0);
  const got = witnesses.reduce((sum, { shownToWitnesses }) => sum + shownToWitnesses, 0);
  if (owed - got > facts.refused) {
    problem(
      `${number(owed - got)} messages did not reach their devices, of ` +
        `${number(facts.refused)} the server knows`,
    );
  }
}

/** Of processes with a device that was there before anything was said: they were shown all that was. */
function witnessesOf({ views, firstChatMs }: RoomFinding): ChatView[] {
  const firstMs = firstChatMs ?? Number.POSITIVE_INFINITY;
  return views.filter(({ sinceMs }) => sinceMs !== null && sinceMs < firstMs);
}

function mostOf(views: readonly ChatView[]): ChatView | undefined {
  return views.toSorted((a, b) => b.shown - a.shown)[0];
}

function dropsOf(all: readonly (RoomFacts | undefined)[]): string {
  const sums = new Map<string, number>();
  for (const facts of all) {
    for (const [reason, count] of Object.entries(facts?.dropped ?? {})) {
      if (count > 0) sums.set(reason, (sums.get(reason) ?? 0) + count);
    }
  }
  return [...sums].map(([reason, count]) => `${number(count)} by ${reason}`).join(', ');
}
