import {
  type AppId,
  conversationOf,
  type QueueId,
  type QueuePosition,
  queueOf,
  type UserId,
  userQueueOf,
} from '@eagre/protocol';
import { conversationKey, queueKey, userKey, userQueueKey } from '../keys.ts';
import type { Membership } from '../timeline/records.ts';
import type { QueueHead, Timeline } from '../timeline/timeline.ts';
import { readOf } from './membership-view.ts';
import { droppedQueues, followedQueues, type PlannedQueue, planQueues } from './queue-plan.ts';
import { readStretches } from './stretches.ts';

export interface ColdStartRequest {
  app: AppId;
  user: UserId;
  positions: readonly QueuePosition[];
  /** Entries before the head for queues without a position. */
  recent: number;
  /** Bytes of entries for all queues together. */
  bytes: number;
  /**
   * Called with the user's conversations before their logs are looked at: whoever subscribes the
   * device here misses nothing that comes after the answer.
   */
  follow?: (memberships: readonly Membership[]) => void;
}

export interface ColdStart {
  /** `"queues":[…],"dropped":[…]`: JSON text of the answer's fields. */
  fields: string;
  /** The head that the answer tells of each queue. */
  heads: Map<QueueId, number>;
}

/**
 * Everything that a device is missing, in one answer (mission M6): one call for the user queue's
 * head, one for the conversations, one for all heads, and then as few as the byte budget lets.
 *
 * The order of the reads matters. The list of conversations is at least as new as the user queue's
 * head, so every `joined`, `left` or `mode` up to that head is reflected in the list, and later ones
 * follow as entries.
 */
export async function coldStart(
  timeline: Pick<Timeline, 'heads' | 'memberships' | 'ranges'>,
  request: ColdStartRequest,
): Promise<ColdStart> {
  const { app, user, positions } = request;
  const seen = new Map(positions.map(([queue, , syncId]) => [queue, syncId]));
  const [userLog = noLog] = await timeline.heads(
    [userQueueKey(app, user)],
    [seen.get(userQueueOf(user)) ?? 0],
  );
  const memberships = await timeline.memberships(userKey(app, user));
  request.follow?.(memberships);
  const logs = await logsOf(timeline, followedQueues(memberships, positions), seen);
  const planned = planQueues({ ...request, memberships, userLog, logs });
  const items = await readStretches(
    timeline,
    planned.map(({ queue, from, log }) => ({
      queue: queueKey(app, queue),
      after: from,
      to: log.head,
    })),
    { bytes: request.bytes, atLeastOne: false },
  );
  const queues = planned.map((queue, i) => encodeQueue(queue, items[i] ?? []));
  const dropped = JSON.stringify(droppedQueues({ user, positions, memberships }));
  return {
    fields: `"queues":[${queues.join(',')}],"dropped":${dropped}`,
    heads: new Map(planned.map(({ queue, log }) => [queue, log.head])),
  };
}

const noLog: QueueHead = { epoch: 0, head: 0, low: 0 };

async function logsOf(
  timeline: Pick<Timeline, 'heads'>,
  memberships: readonly Membership[],
  seen: ReadonlyMap<QueueId, number>,
): Promise<Map<QueueId, QueueHead>> {
  if (memberships.length === 0) return new Map();
  const keys = memberships.map(({ conversation: { app, conversation } }) =>
    conversationKey(app, conversation),
  );
  // The list may know of a joining that came to this node's heads not yet.
  const places = memberships.map(({ conversation: { conversation }, member }) =>
    Math.max(seen.get(queueOf(conversation)) ?? 0, member.start),
  );
  const heads = await timeline.heads(keys, places);
  return new Map(
    memberships.map(({ conversation }, i) => [
      queueOf(conversation.conversation),
      heads[i] ?? noLog,
    ]),
  );
}

/** A `QueueState` as JSON text. Queue ids are of characters that need no escaping. */
function encodeQueue(planned: PlannedQueue, items: readonly string[]): string {
  const { queue, log, from, gap, priority, membership } = planned;
  let text = `{"queue":"${queue}","epoch":${log.epoch},"head":${log.head},"from":${from},"items":[${items.join(',')}]`;
  if (from + items.length < log.head) text += ',"truncated":true';
  if (gap !== undefined) text += `,"gap":"${gap}"`;
  text += `,"priority":"${priority}"`;
  if (membership !== undefined && conversationOf(queue) !== undefined) {
    const { mode, name } = membership.conversation;
    text += `,"mode":"${mode}"`;
    if (name !== undefined) text += `,"name":${JSON.stringify(name)}`;
    text += `,"read":${Math.min(readOf(membership), log.head)}`;
  }
  return `${text}}`;
}
