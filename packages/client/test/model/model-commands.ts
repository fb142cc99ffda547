import type { ConversationId, MessageEntry, QueueId, QueuePosition } from '@eagre/protocol';
import { wireError } from '@eagre/protocol/errors';
import { wireLimits } from '@eagre/protocol/limits';
import type { ModelConnection } from './model-connection.ts';
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
      server.toUser(
        user,
        { push: 'read', conversation: 'group:x' as ConversationId, user: user as never, syncId: 1 },
        connection,
      );
      ok({ syncId: frame['syncId'] });
      return;
    case 'typing':
      ok({});
      return;
    default:
      if (frame.cmd.startsWith('room.')) answerRoomCommand(connection, frame);
      else connection.error(frame.id, 'unknown_command', `no command ${frame.cmd}`);
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
