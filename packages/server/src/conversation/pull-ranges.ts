import {
  type ConversationId,
  conversationOf,
  type GapReason,
  isUserQueue,
  kindOf,
  type QueueId,
  userQueueOf,
  type WireError,
  wireLimits,
} from '@eagre/protocol';
import { conversationKey, queueKey } from '../keys.ts';
import { ServiceError } from '../service-error.ts';
import type { QueueHead, Timeline } from '../timeline/timeline.ts';
import { requireMember, requireSupported } from './access.ts';
import type { Actor } from './actor.ts';
import { continueFrom } from './continuation.ts';
import type { ConversationCache } from './conversation-cache.ts';
import { readStretches } from './stretches.ts';

export interface PullRange {
  queue: QueueId;
  epoch: number;
  from: number;
  to?: number | undefined;
}

export interface PullDependencies {
  timeline: Pick<Timeline, 'heads' | 'ranges'>;
  cache: ConversationCache;
  /** Throws when the device that asks is not in the room. */
  requireInRoom: (room: ConversationId) => void;
}

interface OpenRange {
  queue: QueueId;
  log: QueueHead;
  from: number;
  to: number;
  gap?: GapReason;
}

/**
 * Reads ranges of queues for a device that found holes. A range is refused for itself; the others
 * stand. Gives the `PullAnswer` as JSON text.
 */
export async function pullRanges(
  use: PullDependencies,
  actor: Actor,
  ranges: readonly PullRange[],
  bytes: number,
): Promise<string> {
  const { timeline } = use;
  const refusals = await Promise.all(ranges.map((range) => refusalOf(use, actor, range)));
  const keys = ranges.map(({ queue }) => queueKey(actor.app, queue));
  const heads = await timeline.heads(
    keys,
    ranges.map(({ from, to = 0 }) => Math.max(from, to)),
  );
  const open = ranges.map((range, i) => openRange(range, heads[i] ?? noLog));
  const stretches = open.map(({ from, to }, i) => ({
    queue: keys[i] as (typeof keys)[number],
    after: from,
    to: refusals[i] === undefined ? Math.max(from, to) : from,
  }));
  const items = await readStretches(timeline, stretches, { bytes, atLeastOne: true });
  const texts = open.map((range, i) => encodeRange(range, items[i] ?? [], refusals[i]));
  return `{"ranges":[${texts.join(',')}]}`;
}

const noLog: QueueHead = { epoch: 0, head: 0, low: 0 };

async function refusalOf(
  use: PullDependencies,
  actor: Actor,
  range: PullRange,
): Promise<WireError | undefined> {
  try {
    await requireReadable(use, actor, range.queue);
    return undefined;
  } catch (error) {
    if (error instanceof ServiceError) return error.wire();
    throw error;
  }
}

async function requireReadable(
  { cache, requireInRoom }: PullDependencies,
  actor: Actor,
  queue: QueueId,
): Promise<void> {
  if (queue === userQueueOf(actor.user)) return;
  const conversation = conversationOf(queue);
  if (conversation === undefined || isUserQueue(queue)) {
    throw new ServiceError('forbidden', "queue is another user's", { field: 'queue' });
  }
  if (kindOf(conversation) === 'room') {
    requireInRoom(conversation);
    return;
  }
  requireSupported(conversation);
  const key = conversationKey(actor.app, conversation);
  await cache.checked(key, (current) => requireMember(actor, current));
}

function openRange(range: PullRange, log: QueueHead): OpenRange {
  const { queue, epoch, from, to } = range;
  const at = continueFrom({ epoch, syncId: from }, log, wireLimits.recentEntriesDefault);
  // A range of a log that is gone has no end of its own.
  const end = at.gap === 'epoch' ? log.head : Math.min(to ?? log.head, log.head);
  return { queue, log, ...at, to: end };
}

function encodeRange(
  { queue, log, from, gap }: OpenRange,
  items: readonly string[],
  error: WireError | undefined,
): string {
  // Whoever may not read a queue is not told its head either.
  if (error !== undefined) {
    return `{"queue":"${queue}","epoch":0,"head":0,"from":0,"items":[],"error":${JSON.stringify(error)}}`;
  }
  const gapText = gap === undefined ? '' : `,"gap":"${gap}"`;
  return `{"queue":"${queue}","epoch":${log.epoch},"head":${log.head},"from":${from},"items":[${items.join(',')}]${gapText}}`;
}
