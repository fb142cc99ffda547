import type { ConversationId, MessageEntry, QueueId, QueuePosition, UserId } from '@eagre/protocol';
import { wireError } from '@eagre/protocol/errors';
import { wireLimits } from '@eagre/protocol/limits';
import type { ModelConnection } from './model-connection.ts';
import { answerHistoryCommand } from './model-history.ts';
import { queueStates } from './model-lists.ts';
import { Budget } from './model-log.ts';
import { answerRoomCommand } from './model-room-commands.ts';

export interface Frame {
  id: number;
  cmd: string;
  [field: string]: unknown;
}

/** Answers a command of an open connection. */
export function answerCommand(connection: ModelConnection, frame: Frame): void {
  const { server, user } = connection;
  if (server.happens(server.temper.refusal)) {
    // Half of what is refused is done all the same: the answer is what got lost.
    if (frame.cmd === 'send' && server.happens(0.5)) send(connection, frame, () => {});
    if (/^room\.(send|tap)$/.test(frame.cmd) && server.happens(0.5)) {
      // What it answers comes first, and matches nothing.
      answerRoomCommand(connection, { ...frame, id: -1 });
    }
    connection.error(frame.id, 'store_unavailable');
    return;
  }
  const ok = (answer: unknown) => connection.ok(frame.id, answer);
  switch (frame.cmd) {
    case 'ping':
      ok({ now: server.clock.now() });
      return;
    case 'sync':
      queueStates(connection, frame['positions'] as QueuePosition[], frame, ok);
      return;
    case 'pull':
      ok({ ranges: pulled(connection, frame) });
      return;
    case 'send':
      send(connection, frame, ok);
      return;
    case 'group.join':
      server.state.join(user, frame['group'] as ConversationId);
      ok({ unchanged: [] });
      return;
    case 'group.leave':
      server.state.leave(user, frame['group'] as ConversationId);
      ok({ unchanged: [] });
      return;
    case 'read':
      ok({ syncId: read(connection, frame) });
      return;
    case 'typing':
      tellTyping(connection, frame['conversation'] as ConversationId);
      ok({});
      return;
    default:
      if (frame.cmd.startsWith('room.')) answerRoomCommand(connection, frame);
      else if (answerHistoryCommand(connection, frame)) return;
      else connection.error(frame.id, 'unknown_command', `no command ${frame.cmd}`);
  }
}

function read(connection: ModelConnection, frame: Frame): number {
  const { server, user } = connection;
  const conversation = frame['conversation'] as ConversationId;
  const head = server.state.conversations.get(conversation)?.log.head ?? 0;
  const key = `${user} ${conversation}`;
  const syncId = Math.max(server.reads.get(key) ?? 0, Math.min(Number(frame['syncId']), head));
  server.reads.set(key, syncId);
  const push = { push: 'read', conversation, user: user as UserId, syncId } as const;
  server.toUser(user, push, connection);
  if (conversation.startsWith('direct:')) {
    const other = conversation.split(':').find((name, at) => at > 0 && name !== user);
    if (other !== undefined) server.toUser(other, push);
  }
  return syncId;
}

function tellTyping({ server, user }: ModelConnection, conversation: ConversationId): void {
  for (const member of server.state.conversations.get(conversation)?.members.keys() ?? []) {
    if (member !== user)
      server.toUser(member, { push: 'typing', conversation, user: user as UserId });
  }
}

interface AskedRange {
  queue: QueueId;
  epoch: number;
  from: number;
  to?: number;
}

function pulled(connection: ModelConnection, frame: Frame) {
  const { server, user } = connection;
  const bytes = server.temper.answerBytes || (frame['bytes'] ?? wireLimits.answerBytesDefault);
  const budget = new Budget(Number(bytes));
  return (frame['ranges'] as AskedRange[]).map(({ queue, epoch, from, to }) => {
    const conversation = server.state.conversations.get(queue);
    const roomLog = server.rooms.logFor(connection, queue);
    const log = roomLog ?? server.state.logOf(queue);
    const isOwn = queue === `user:${user}` || roomLog !== undefined;
    const start = isOwn ? 0 : conversation?.members.get(user);
    const nothing = { queue, epoch, head: 0, from, items: [] };
    if (log === undefined || start === undefined) {
      return { ...nothing, error: wireError('not_member', `not a member of ${queue}`) };
    }
    if (server.happens(server.temper.refusal)) {
      return { ...nothing, error: wireError('overloaded', 'try again') };
    }
    const place = log.continueAt(epoch, from, start, wireLimits.recentEntriesDefault);
    const items = log
      .after(place.from, budget)
      .slice(0, place.gap ? undefined : limitOf(place.from, to));
    return { queue, epoch: log.epoch, head: log.head, ...place, items };
  });
}

function limitOf(from: number, to: number | undefined): number {
  return to === undefined ? wireLimits.rangeEntries : Math.max(0, to - from);
}

function send(connection: ModelConnection, frame: Frame, ok: (answer: unknown) => void): void {
  const { server, user } = connection;
  const { state } = server;
  const clientId = String(frame['clientId']);
  const key = `${user} ${clientId}`;
  const known = state.answered.get(key);
  const conversation = state.conversation(String(frame['conversation']));
  if (known !== undefined && !server.temper.forgetful) {
    ok({ conversation: conversation?.id, ...known, duplicate: true });
    return;
  }
  if (conversation === undefined || !conversation.members.has(user)) {
    connection.error(frame.id, 'not_member');
    return;
  }
  const message = {
    type: 'message',
    from: user,
    kind: frame['kind'],
    body: frame['body'],
    clientId,
  } as Omit<MessageEntry, 'at'>;
  const to = frame['personalTo'];
  const syncId =
    typeof to === 'string'
      ? state.personal(conversation, to, message)
      : state.message(conversation, message);
  const answer = { epoch: conversation.log.epoch, syncId, at: state.at };
  state.answered.set(key, answer);
  ok({ conversation: conversation.id, ...answer });
}
