import type { ChatView, RoomFinding } from './findings.ts';
import type { Judge } from './judged.ts';
import type { RoomFacts } from './room-facts.ts';
import { number, verdictOf } from './verdict.ts';

interface RoomLoss {
  problems: string[];
  shown: number;
  /** The server's books are of one node, and there are others. */
  isPartial: boolean;
  /** A process had a device there from before the first chat to the end, on whatever node. */
  isWitnessed: boolean;
}

/**
 * Best-effort messages may be left out, but not without being counted: what was taken in is shown, or in
 * the server's books; and each device that was there saw all that was shown but for what it could not
 * take. After a fault the server's books may have begun anew: then only nothing may be too much.
 * In a cluster each node merges and picks on its own, and the books are those of all together.
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
  const isPartial = losses.some((loss) => loss.isPartial);
  const blind = losses.filter(({ isWitnessed }) => !isWitnessed).length;
  const good = [
    `of ${number(sum(({ chatAcked }) => chatAcked))} taken in ` +
      `${number(losses.reduce((total, { shown }) => total + shown, 0))} shown`,
    reasons === '' ? 'none dropped' : `dropped ${reasons}`,
    ...(blind > 0 ? [`${number(blind)} rooms had no witness from the start`] : []),
    ...(judged.isFaulted ? ['not added up, since there were faults'] : []),
    ...(isPartial ? ['not added up, since not all nodes are known (--nodes)'] : []),
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
  const isPartial = facts?.nodes === undefined && room.views.some(({ node }) => node !== '');
  if (isWitnessed && !isFaulted && !isPartial) {
    if (facts === undefined) problem('the server has no books of it');
    else judgeBooks(room, witnesses, facts, problem);
  }
  return { problems, shown, isWitnessed, isPartial };
}

function judgeBooks(
  room: RoomFinding,
  witnesses: readonly ChatView[],
  facts: RoomFacts,
  problem: (text: string) => void,
): void {
  const { chatAcked, chatUnknown, views } = room;
  const dropped = Object.values(facts.dropped).reduce((sum, count) => sum + count, 0);
  const byNode = Map.groupBy(witnesses, ({ node }) => node);
  let missed = 0;
  let spare = 0;
  for (const [node, ofNode] of byNode) {
    const most = mostOf(ofNode) as ChatView;
    const shown = most.shown - most.refused;
    const on = node === '' ? '' : ` on ${node}`;
    if (shown + dropped < chatAcked) {
      problem(
        `of ${number(chatAcked)} taken in ${number(shown)} shown${on} and ${number(dropped)} ` +
          `dropped: ${number(chatAcked - shown - dropped)} are lost`,
      );
    }
    spare += Math.max(0, chatAcked + chatUnknown - shown);
    const isOther = ({ shown, ids }: ChatView) => shown === most.shown && ids !== most.ids;
    if (ofNode.some(isOther)) problem(`two processes were shown other messages${on}`);
    for (const { witnesses, shownToWitnesses } of ofNode) {
      missed += witnesses * most.shown - shownToWitnesses;
    }
  }
  // A message that was dropped was not shown on one node at least.
  const isAllSeen = views.every(({ node }) => byNode.has(node));
  if (isAllSeen && dropped > spare) {
    problem(
      `${number(dropped)} dropped, and ${number(spare)} at most were not shown, of ` +
        `${number(chatAcked)} taken in`,
    );
  }
  if (missed > facts.refused) {
    problem(
      `${number(missed)} messages did not reach their devices, of ` +
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
