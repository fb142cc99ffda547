import type {
  Room,
  RoomActivateEvent,
  RoomChatEvent,
  RoomClosedEvent,
  RoomGapEvent,
  RoomMessageEvent,
  RoomStateEvent,
} from '@eagre/client';
import { plainWords } from './plain-words.ts';
import { attributesLine, chatLine, messageLine } from './room-lines.ts';
import { muteTexts, untilText } from './room-status.ts';
import type { RoomView } from './room-view.ts';

/** Shows what happens in a room, from when it was entered. */
export function showRoom(room: Room, view: RoomView): void {
  const { user } = view.reader;
  room.on('message', (message) => {
    showMessage(message, view);
    view.shown.shown(message.syncId);
  });
  room.on('attributes', (change) => {
    view.print(attributesLine(change, view.reader));
    view.shown.shown(change.syncId);
    view.redrawSoon();
  });
  room.on('activate', (event) => showActivated(event, view));
  room.on('chat', (chat) => showChat(chat, view));
  room.on('joins', ({ users, more }) => {
    const others = users.filter((one) => one !== user);
    view.joins.add(others, more);
  });
  for (const name of ['online', 'counters'] as const) room.on(name, () => view.redrawSoon());
  room.on('state', (event) => {
    const text = stateText(event, room, view);
    if (text !== undefined) view.alert(`* ${text}`);
    view.redraw();
  });
  room.on('gap', (gap) => showGap(gap, view));
  room.on('closed', (event) => showClosed(event, view));
}

function showMessage(message: RoomMessageEvent, view: RoomView): void {
  const { at, activateAt, spreadMs, from } = message;
  if (activateAt === undefined && spreadMs === undefined) {
    view.print(messageLine(message, view.reader));
    return;
  }
  const dueMs = Math.max(activateAt ?? 0, at + (spreadMs ?? 0));
  const leftMs = dueMs - view.nowMs;
  if (leftMs <= 0) return;
  const seconds = Math.ceil(leftMs / 1000);
  view.note(
    spreadMs === undefined
      ? `* ${from} has something for all of you, in ${seconds} s`
      : `* ${from} has something for each of you, some time in the next ${seconds} s`,
  );
  view.countdowns.add(message, dueMs);
  view.redraw();
}

function showActivated({ message, token }: RoomActivateEvent, view: RoomView): void {
  view.countdowns.opened(message);
  view.print(messageLine(message, view.reader));
  // What an application would show its backend with the request that follows.
  if (token !== undefined) view.note(`  your moment has come; your token: ${token}`);
  view.redraw();
}

function showChat(chat: RoomChatEvent, view: RoomView): void {
  const text = chatLine(chat, view.reader);
  if (chat.own || chat.recent) view.print(text);
  else view.chat({ text, matters: chat.rank !== undefined });
}

function stateText(
  { state, until = 0, slowMs = 0 }: RoomStateEvent,
  room: Room,
  view: RoomView,
): string | undefined {
  switch (state) {
    case 'muted':
      return `you are muted ${untilText(until)}`;
    case 'unmuted':
      return muteTexts(room, view.nowMs)[0] ?? 'you may speak again';
    case 'muted_all':
      return 'only the host and staff may speak now';
    case 'unmuted_all':
      return 'everybody may speak again';
    case 'slow':
      return slowMs === 0 ? 'slow mode is over' : `slow mode: one message in ${slowMs / 1000} s`;
    case 'returned':
      return undefined;
  }
}

function showGap({ from, to, reason }: RoomGapEvent, view: RoomView): void {
  view.alert(
    reason === 'epoch'
      ? "- the room's log was replaced -"
      : `- #${from + 1} to #${to} cannot be had (${reason}) -`,
  );
}

function showClosed({ room, reason, error }: RoomClosedEvent, view: RoomView): void {
  view.shown.end();
  view.redraw();
  const why = {
    left: undefined,
    banned: 'you are banned from it',
    closed: 'it was closed',
    elsewhere: 'this device entered through another connection',
    refused: plainWords(error, undefined, view.nowMs),
  }[reason];
  if (why !== undefined) view.alert(`* you are out of ${room}: ${why}; /hop ROOM goes to another`);
}
