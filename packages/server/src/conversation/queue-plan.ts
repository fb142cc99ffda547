import {
  kindOf,
  type Position,
  type Priority,
  priorities,
  type QueueId,
  type QueuePosition,
  queueOf,
  userQueueOf,
} from '@eagre/protocol';
import type { Membership } from '../timeline/records.ts';
import type { QueueHead } from '../timeline/timeline.ts';
import { beginAt, type Continuation, continueFrom } from './continuation.ts';
import { effectivePriority } from './membership-view.ts';

/** The class of every user queue: control entries and personal notices travel there. */
export const userQueuePriority: Priority = 'high';

/** A queue that the answer to `connect` or `sync` is about. */
export interface PlannedQueue extends Continuation {
  queue: QueueId;
  log: QueueHead;
  priority: Priority;
  /** Of conversation queues. */
  membership?: Membership;
}

export interface QueuePlanInput {
  user: string;
  positions: readonly QueuePosition[];
  recent: number;
  memberships: readonly Membership[];
  /** The user queue's, read before the memberships. */
  userLog: QueueHead;
  /** Of every queue of `followedQueues`, read after the memberships. */
  logs: ReadonlyMap<QueueId, QueueHead>;
}

/**
 * The conversations whose own queue the answer may be about: those in read mode, and those in write
 * mode that the device named. The latter were in read mode when the device last followed them; what
 * was said until the switch is in their log alone.
 */
export function followedQueues(
  memberships: readonly Membership[],
  positions: readonly QueuePosition[],
): Membership[] {
  const named = new Set(positions.map(([queue]) => queue));
  return memberships.filter(({ conversation: { conversation, mode } }) => {
    if (mode === 'read') return true;
    return kindOf(conversation) === 'group' && named.has(queueOf(conversation));
  });
}

/**
 * Which queues the answer is about and where each goes on: the user queue first, then conversations
 * by their class for this user (muted: low), then by id. One in write mode is left out when nothing
 * is missing from it.
 */
export function planQueues(input: QueuePlanInput): PlannedQueue[] {
  const positions = positionsOf(input.positions);
  const userQueue = userQueueOf(input.user);
  const own = positions.get(userQueue);
  const isFresh = own === undefined;
  const place = (queue: QueueId, log: QueueHead, start: number): Continuation => {
    const position = positions.get(queue);
    if (position !== undefined) return continueFrom(position, log, input.recent);
    return { from: beginAt({ start, isFresh }, log, input.recent) };
  };
  const planned = followedQueues(input.memberships, input.positions).flatMap((membership) => {
    const { conversation, member, epoch, head } = membership;
    const queue = queueOf(conversation.conversation);
    const log = input.logs.get(queue) ?? { epoch, head, low: 0 };
    const at = place(queue, log, member.start);
    if (conversation.mode === 'write' && at.gap === undefined && at.from >= log.head) return [];
    const priority = effectivePriority(conversation.priority, member.muted);
    return [{ ...at, queue, log, priority, membership }];
  });
  const { userLog } = input;
  const first = { queue: userQueue, log: userLog, priority: userQueuePriority };
  return [{ ...place(userQueue, userLog, 0), ...first }, ...planned.toSorted(moreUrgentFirst)];
}

/** Queues that the device named and that are not (any more) the user's. */
export function droppedQueues(input: Pick<QueuePlanInput, 'user' | 'positions' | 'memberships'>) {
  const own = new Set<QueueId>([
    userQueueOf(input.user),
    ...input.memberships.map(({ conversation }) => queueOf(conversation.conversation)),
  ]);
  return [...positionsOf(input.positions).keys()].filter((queue) => !own.has(queue));
}

/** A queue named twice: the last one counts. */
function positionsOf(positions: readonly QueuePosition[]): Map<QueueId, Position> {
  return new Map(positions.map(([queue, epoch, syncId]) => [queue, { epoch, syncId }]));
}

function moreUrgentFirst(a: PlannedQueue, b: PlannedQueue): number {
  const byClass = priorities.indexOf(a.priority) - priorities.indexOf(b.priority);
  return byClass || (a.queue < b.queue ? -1 : 1);
}
