import type { ConversationId, MessageEntry, PersonalEntry } from '@eagre/protocol';
import type { Frame } from './model-commands.ts';
import type { ModelConnection } from './model-connection.ts';
import type { ModelConversation } from './model-state.ts';

/** `history`, `conversations`, `reads` and `recall`; gives whether the command was one of these. */
export function answerHistoryCommand(connection: ModelConnection, frame: Frame): boolean {
  if (!['history', 'conversations', 'reads', 'recall'].includes(frame.cmd)) return false;
  const { user, server } = connection;
  if (frame.cmd === 'conversations') {
    connection.ok(frame.id, summaries(connection));
    return true;
  }
  const conversation = server.state.conversation(String(frame['conversation']));
  if (!conversation?.members.has(user)) connection.error(frame.id, 'not_member');
  else if (frame.cmd === 'history') connection.ok(frame.id, page(connection, conversation, frame));
  else if (frame.cmd === 'reads') connection.ok(frame.id, marks(connection, conversation, frame));
  else {
    const syncId = server.state.recall(conversation, user, Number(frame['syncId']));
    connection.ok(frame.id, { syncId });
  }
  return true;
}

function page({ server, user }: ModelConnection, { id, log }: ModelConversation, frame: Frame) {
  const last = Math.min(Number(frame['before'] ?? log.head + 1) - 1, log.head);
  const first = Math.max(log.low, last - Number(frame['limit'] ?? 100), 0) + 1;
  const more = first - 1 > log.low;
  const own = server.state.userLog(user);
  const personal = own.slice(own.low + 1, own.head).filter((entry): entry is PersonalEntry => {
    if (entry.type !== 'personal' || entry.conversation !== id) return false;
    return entry.syncId >= (more ? first : 0) && entry.syncId <= last;
  });
  const items = log.slice(first, last);
  return { conversation: id, epoch: log.epoch, first, items, personal, more };
}

function marks({ server }: ModelConnection, { id, members }: ModelConversation, frame: Frame) {
  const limit = Number(frame['limit'] ?? 100);
  const all = [...members].flatMap(([user, start]) => {
    const syncId = Math.max(start, server.reads.get(`${user} ${id}`) ?? 0);
    return syncId > 0 ? [{ user, syncId }] : [];
  });
  all.sort((a, b) => b.syncId - a.syncId);
  return { reads: all.slice(0, limit), more: all.length > limit };
}

function summaries({ server, user }: ModelConnection) {
  const own = [...server.state.conversations.values()].filter(({ members }) => members.has(user));
  const conversations = own.map(({ id, mode, log, members }) => {
    const { head, epoch } = log;
    const last = log.slice(head, head)[0] as MessageEntry | undefined;
    const read = Math.max(members.get(user) ?? 0, server.reads.get(`${user} ${id}`) ?? 0);
    const counts = { head, read, unread: head - read, muted: false, priority: 'normal' };
    return { conversation: id as ConversationId, mode, epoch, ...counts, ...(last && { last }) };
  });
  conversations.sort((a, b) => (b.last?.at ?? 0) - (a.last?.at ?? 0));
  return { conversations, more: false };
}
