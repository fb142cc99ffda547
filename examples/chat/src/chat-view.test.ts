import { expect, test } from 'bun:test';
import type { ConversationEntry, ConversationId } from '@eagre/protocol';
import { FakeClock } from '@eagre/testkit';
import { ChatView } from './chat-view.ts';
import { makePaint } from './paint.ts';
import { TerminalScreen } from './terminal-screen.ts';
import { GridTerminal } from './test/grid-terminal.ts';

const conversation = 'group:lobby' as ConversationId;

function start() {
  const terminal = new GridTerminal(80);
  const clock = new FakeClock();
  const view = new ChatView({
    user: 'ann',
    conversation,
    screen: new TerminalScreen(terminal),
    paint: makePaint(false),
    clock,
  });
  const say = (syncId: number, from: string, text: string, clientId?: string) =>
    view.live({
      type: 'entry',
      syncId,
      entry: {
        type: 'message',
        from,
        at: 0,
        kind: 'text',
        body: { text },
        clientId,
      } as unknown as ConversationEntry,
    });
  /** Without times, which depend on the zone of the machine. */
  const rows = () => terminal.rows.map((row) => row.replace(/\d\d:\d\d /, ''));
  return { view, clock, say, rows };
}

test('what is typed stays whole while messages come, and a sent one leaves the pending rows', () => {
  const { view, say, rows } = start();
  view.open({ first: 1, items: [], personal: [] });
  view.link = { state: 'online' };
  view.pending.add('c1', 'hello');
  view.line = { text: 'next', cursor: 4 };
  expect(rows()).toEqual(['      … hello', 'group:lobby · online', 'ann> next']);
  say(1, 'bob', 'hi');
  say(2, 'ann', 'hello', 'c1');
  expect(rows()).toEqual([
    '   #1 bob: hi',
    '   #2 ann: hello ✓',
    'group:lobby · online',
    'ann> next',
  ]);
  expect([view.oldest, view.newest, view.lastOwn]).toEqual([1, 2, 2]);
});

test('who types is shown until they say something', async () => {
  const { view, say, rows } = start();
  view.open({ first: 1, items: [], personal: [] });
  view.typing.typing('bob');
  expect(rows().at(-2)).toContain('bob is typing…');
  say(1, 'bob', 'hi');
  expect(rows().at(-2)).not.toContain('typing');
  view.close();
});

test('unread counts of others are told, those of this one are not', () => {
  const { view, rows } = start();
  view.unread.seen(conversation, 5);
  view.unread.seen('direct:ann:bob' as ConversationId, 3);
  view.redraw();
  expect(rows().at(-2)).toEndWith('1 unread elsewhere (direct:ann:bob 1)');
});
