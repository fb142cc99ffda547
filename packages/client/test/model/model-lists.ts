import type { QueueId, QueuePosition, QueueState } from '@eagre/protocol';
import { wireLimits } from '@eagre/protocol/limits';
import { userQueueOf } from '@eagre/protocol/names';
import type { Frame } from './model-commands.ts';
import type { ModelConnection } from './model-connection.ts';
import { Budget, type ModelLog } from './model-log.ts';
import type { ModelConversation } from './model-state.ts';

export interface Lists {
  queues: QueueState[];
  dropped: QueueId[];
}

/**
 * The queues of a user as `connect` and `sync` answer them. Reading takes time in a real server, so the
 * head of the user queue and the list of conversations are of different moments. The server reads the
 * head first; the other order makes a list that misses something, which `sync` must mend.
 */
export function queueStates(
  connection: ModelConnection,
  positions: QueuePosition[],
  frame: Frame,
  done: (lists: Lists) => void,
): void {
  const { server, user } = connection;
  const bytes = server.temper.answerBytes || (frame['bytes'] ?? wireLimits.answerBytesDefault);
  const wishes = {
    positions: new Map(positions.map((position) => [position[0], position])),
    recent: Number(frame['recent'] ?? wireLimits.recentEntriesDefault),
    budget: new Budget(Number(bytes)),
  };
  const followed = () => [...server.state.conversations.values()].filter(isFollowedBy(user));
  if (server.happens(server.temper.listFirst)) {
    const list = followed();
    server.later(() => done(read(connection, userState(connection, wishes), list, wishes)));
  } else {
    const state = userState(connection, wishes);
    server.later(() => done(read(connection, state, followed(), wishes)));
  }
}

interface Wishes {
  positions: Map<QueueId, QueuePosition>;
  recent: number;
  budget: Budget;
}

function isFollowedBy(user: string) {
  return ({ mode, members }: ModelConversation) => mode === 'read' && members.has(user);
}

function read(
  { server, user }: ModelConnection,
  userQueue: QueueState,
  conversations: ModelConversation[],
  wishes: Wishes,
): Lists {
  const isFresh = !wishes.positions.has(userQueue.queue);
  const states = conversations
    .filter(({ members }) => members.has(user))
    .map((conversation) => conversationState(user, conversation, wishes, isFresh));
  const given = new Set(states.map(({ queue }) => queue).concat(userQueue.queue));
  const dropped = [...wishes.positions.keys()].filter((queue) => !given.has(queue));
  // Epochs change with the whole store, connections included, so no answer mixes two of them.
  if (server.state.epoch !== userQueue.epoch) return { queues: [], dropped };
  return { queues: [userQueue, ...states], dropped };
}

function userState({ server, user }: ModelConnection, wishes: Wishes): QueueState {
  const log = server.state.userLog(user);
  const queue = userQueueOf(user);
  const told = wishes.positions.get(queue);
  const place = told
    ? log.continueAt(told[1], told[2], 0, wishes.recent)
    : { from: Math.max(log.low, log.head - wishes.recent) };
  return stateOf(queue, log, place, wishes.budget);
}

function conversationState(
  user: string,
  { id, log, members }: ModelConversation,
  wishes: Wishes,
  isFresh: boolean,
): QueueState {
  const queue = id as string as QueueId;
  const start = members.get(user) ?? 0;
  const told = wishes.positions.get(queue);
  const place = told
    ? log.continueAt(told[1], told[2], start, wishes.recent)
    : { from: Math.max(start, log.low, isFresh ? log.head - wishes.recent : 0) };
  return stateOf(queue, log, place, wishes.budget);
}

function stateOf(
  queue: QueueId,
  log: ModelLog,
  place: Pick<QueueState, 'from' | 'gap'>,
  budget: Budget,
): QueueState {
  const { epoch, head } = log;
  const items = log.after(place.from, budget);
  const truncated = place.from + items.length < head ? { truncated: true as const } : {};
  return { queue, epoch, head, ...place, items, ...truncated, priority: 'normal' };
}
