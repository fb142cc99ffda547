import type { ConversationId } from '@eagre/protocol';
import type { ConversationPage } from '../console/contract.ts';
import type { ConsoleServices } from '../console/deps.ts';
import { type ConversationKey, conversationKey, type QueueKey, userQueueKey } from '../keys.ts';
import type { Limits } from '../limits.ts';
import type { ConversationRecord } from '../timeline/records.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { isDeleted } from './api-groups.ts';
import type { ClusterQueues } from './console-queues.ts';

export interface ConsoleConversationsOptions {
  readonly queues: Pick<ClusterQueues, 'of'>;
  readonly timeline: Pick<Timeline, 'conversation' | 'heads' | 'members' | 'ranges'>;
  readonly limits: Pick<
    Limits,
    'tailEntries' | 'blockBytes' | 'consoleSwitches' | 'consoleSwitchQueues' | 'consoleRows'
  >;
}

/** One conversation with its queue. Rooms are none of these. */
export function consoleConversations(
  options: ConsoleConversationsOptions,
): ConsoleServices['conversations'] {
  const { queues, timeline } = options;
  return {
    async get(app, conversation): Promise<ConversationPage | undefined> {
      const key = conversationKey(app, conversation);
      const record = await timeline.conversation(key);
      if (record === undefined || isDeleted(record)) return undefined;
      const [{ rows }, [at], switches] = await Promise.all([
        queues.of([key]),
        timeline.heads([key]),
        switchesOf(options, key, record),
      ]);
      const [row] = rows;
      if (row === undefined || at === undefined) return undefined;
      const { epoch, head, low } = at;
      const { name, members, policy, mode, priority, createdAt } = record;
      return {
        ...{ app, conversation, kind: conversation.slice(0, conversation.indexOf(':')) },
        ...(name !== undefined && { name }),
        ...{ members, policy, mode, priority, createdAt },
        queue: { ...row, epoch, head: Math.max(head, row.epoch === epoch ? row.head : 0) },
        lowMark: low,
        switches,
      };
    },
  };
}

type Switch = ConversationPage['switches'][number];

/**
 * A switch is an entry in the queue of each member and in no log. So it is looked for among the newest
 * entries of the queue of one who has long been a member, of several the one whose queue has least
 * else in it: those of a busy day, in read mode of weeks.
 */
async function switchesOf(
  { timeline, limits }: ConsoleConversationsOptions,
  key: ConversationKey,
  { app, conversation }: ConversationRecord,
): Promise<Switch[]> {
  const members = await timeline.members(key, '', limits.consoleRows);
  const firstAt = Math.min(...members.map(({ joinedAt }) => joinedAt));
  const oldest = members
    .filter(({ joinedAt }) => joinedAt === firstAt)
    .slice(0, limits.consoleSwitchQueues);
  if (oldest.length === 0) return [];
  const keys = oldest.map(({ user }) => userQueueKey(app, user));
  const heads = (await timeline.heads(keys)).map(({ head }) => head);
  const head = Math.min(...heads);
  const queue = keys[heads.indexOf(head)] as QueueKey;
  const { tailEntries: limit, blockBytes: bytes } = limits;
  const after = Math.max(0, head - limit);
  const [range] = await timeline.ranges([{ queue, after, to: head, limit, bytes }]);
  const told = (range?.entries ?? []).flatMap((entry) => switchIn(entry, conversation));
  // Members are told mode and priority together, so not each of these entries is a switch.
  const changes = told.filter(({ mode }, i) => mode !== told[i - 1]?.mode);
  return changes.slice(-limits.consoleSwitches);
}

const modePattern =
  /^\{"conversation":"([^"]*)","epoch":\d+,"syncId":(\d+),"type":"mode","at":(\d+),"mode":"(read|write)"/;

function switchIn(entry: string, conversation: ConversationId): Switch[] {
  const found = modePattern.exec(entry);
  if (found?.[1] !== conversation) return [];
  const mode = found[4] === 'read' ? 'read' : 'write';
  return [{ syncId: Number(found[2]), at: Number(found[3]), mode }];
}
