import type {
  EagreClient,
  EagreConversationEvent,
  EagreGapEvent,
  EagreMessageEvent,
  EagrePersonalEvent,
  EagreSendEvent,
} from '@eagre/client';
import { type ConversationEntry, kindOf } from '@eagre/protocol';
import type { ChatView } from './chat-view.ts';

/** Shows what the SDK tells. Called before the client connects, so that nothing is missed. */
export function showEvents(client: EagreClient, view: ChatView): void {
  const isShown = (conversation: string) => conversation === view.conversation;
  client.on('message', (event) => {
    if (isShown(event.conversation)) showEntry(view, event.syncId, event);
    else noteElsewhere(view, event);
  });
  for (const name of ['members', 'recall'] as const) {
    client.on(name, (event) => {
      if (isShown(event.conversation)) showEntry(view, event.syncId, event);
      else view.unread.seen(event.conversation, event.syncId);
    });
  }
  client.on('personal', (event) => showPersonal(view, event));
  client.on('conversation', (event) => showChange(view, event));
  client.on('typing', ({ conversation, user }) => {
    if (isShown(conversation) && user !== view.user) view.typing.typing(user);
  });
  client.on('read', ({ conversation, user, syncId }) => {
    if (user === view.user) view.unread.read(conversation, syncId);
    view.redraw();
  });
  client.on('gap', (event) => showGap(view, event));
  client.on('send', (event) => showSend(view, event));
  client.on('error', ({ error }) => view.alert(`! ${error.message}`));
}

function showEntry(view: ChatView, syncId: number, entry: ConversationEntry): void {
  view.live({ type: 'entry', syncId, entry });
}

function noteElsewhere(view: ChatView, event: EagreMessageEvent): void {
  view.unread.seen(event.conversation, event.syncId);
  if (event.from === view.user) view.unread.read(event.conversation, event.syncId);
  else if (kindOf(event.conversation) === 'direct') {
    view.note(`  (direct) ${event.from}: ${wordsOf(event)}   [/dm ${event.from} …]`);
  }
  view.redraw();
}

function showPersonal(view: ChatView, event: EagrePersonalEvent): void {
  if (event.conversation === view.conversation) {
    view.live({ type: 'personal', syncId: event.syncId, entry: { ...event, type: 'message' } });
  } else if (event.from !== view.user) {
    view.note(`  (only you, in ${event.conversation}) ${event.from}: ${wordsOf(event)}`);
  }
}

function wordsOf({ kind, body }: { kind: string; body: Record<string, unknown> }): string {
  return typeof body['text'] === 'string' ? body['text'] : `[${kind}]`;
}

function showChange(view: ChatView, event: EagreConversationEvent): void {
  if (event.change === 'left') view.unread.forget(event.conversation);
  if (event.conversation !== view.conversation) {
    if (event.change === 'joined') view.note(`* you are in ${event.conversation} now`);
    view.redraw();
    return;
  }
  switch (event.change) {
    case 'info':
      showEntry(view, event.syncId, { ...event, type: 'info' });
      break;
    case 'settings':
      view.muted = event.muted;
      break;
    case 'mode':
      view.note(`* from #${event.syncId + 1} on, this group is in ${event.mode} mode`);
      break;
    case 'left':
      view.alert(`* you are not in this group any more (${event.reason})`);
      break;
    case 'joined':
      break;
  }
}

function showGap(view: ChatView, event: EagreGapEvent): void {
  if (event.conversation !== undefined && event.conversation !== view.conversation) return;
  const where = event.conversation === undefined ? 'your own queue' : 'this conversation';
  const what =
    event.reason === 'epoch'
      ? `the log of ${where} was replaced`
      : `#${event.from + 1} to #${event.to} of ${where} cannot be had (${event.reason})`;
  view.alert(`- ${what} -`);
}

function showSend(view: ChatView, event: EagreSendEvent): void {
  const { status, conversation, clientId, personalTo } = event;
  const isHere = conversation === view.conversation && personalTo === undefined;
  if (status === 'pending' && isHere) view.pending.add(clientId, wordsOf(event));
  if (status === 'sent' && !isHere && personalTo === undefined) {
    view.note(`  to ${conversation}: ${wordsOf(event)} ✓`);
  }
  if (status === 'failed') {
    view.pending.settle(clientId);
    // What waits when the program is left is kept, and sent by the next run.
    if (event.error?.code !== 'closed') {
      view.alert(`! not sent: ${wordsOf(event)} (${event.error?.message})`);
    }
  }
  view.redraw();
}
