#!/usr/bin/env bun
import { createInterface } from 'node:readline';
import { kindOf, realClock } from '@eagre/protocol';
import { becomeHost, tokenOf } from './access.ts';
import { Chat } from './chat.ts';
import { ChatView } from './chat-view.ts';
import { deviceNameIn } from './device-name.ts';
import { openKeyboard } from './keyboard.ts';
import { LineEditor } from './line-editor.ts';
import { type ChatOptions, parseOptions, usage } from './options.ts';
import { makePaint } from './paint.ts';
import { PlainScreen } from './plain-screen.ts';
import { RoomChat } from './room/room-chat.ts';
import { stateDirOf } from './state-dir.ts';
import type { Talk } from './talk.ts';
import { TerminalScreen } from './terminal-screen.ts';
import type { View } from './view.ts';

const parsed = parseOptions(process.argv.slice(2), process.env);
if (parsed.type === 'help') console.log(usage);
else if (parsed.type === 'wrong') {
  console.error(`chat: ${parsed.message}\n\n${usage}`);
  process.exitCode = 2;
} else {
  process.exitCode = await run(parsed.options);
}

async function run(options: ChatOptions): Promise<number> {
  const isPlain = options.plain || !process.stdin.isTTY || !process.stdout.isTTY;
  const { talk, view } = open(options, isPlain);
  const close = isPlain ? readLines(talk) : readKeys(talk, view);
  process.once('SIGTERM', () => talk.leave(0));
  process.once('SIGINT', () => talk.leave(0));
  try {
    return await talk.run();
  } finally {
    view.close();
    close();
  }
}

function open(options: ChatOptions, isPlain: boolean): { talk: Talk; view: View } {
  const { user, conversation, url, host } = options;
  const colours = !isPlain && process.env['NO_COLOR'] === undefined;
  const folder = stateDirOf(options, process.env, process.platform);
  const screen = isPlain ? new PlainScreen(process.stdout) : new TerminalScreen(terminal());
  const shown = { user, screen, paint: makePaint(colours) };
  const setup = {
    ...{ url, folder, clock: realClock, interactive: !isPlain },
    getToken: tokenOf(options),
    device: deviceNameIn(folder),
  };
  if (kindOf(conversation) === 'room') {
    const prepare = host ? () => becomeHost(options) : () => Promise.resolve();
    const talk = new RoomChat({ ...setup, shown, room: conversation, prepare });
    return { talk, view: talk.view };
  }
  const view = new ChatView({ ...shown, conversation, clock: realClock });
  return { talk: new Chat(view, setup), view };
}

function terminal() {
  return {
    write: (text: string) => process.stdout.write(text),
    get columns() {
      // Some terminals do not say, or say 0.
      return process.stdout.columns || 80;
    },
  };
}

function readLines(talk: Talk): () => void {
  const lines = createInterface({ input: process.stdin });
  lines.on('line', (line) => talk.line(line));
  lines.on('close', () => {
    talk.end().catch(() => talk.leave(1));
  });
  return () => {
    lines.close();
    process.stdin.destroy();
  };
}

function readKeys(talk: Talk, view: View): () => void {
  const editor = new LineEditor();
  process.stdout.on('resize', () => view.redraw());
  return openKeyboard(process.stdin, (key) => {
    const event = editor.press(key);
    view.line = editor.line;
    if (event.type === 'submit') talk.line(event.text);
    else if (key.type === 'key' && key.name === 'tab') talk.tab();
    else if (event.type === 'interrupt' || event.type === 'end') talk.leave(0);
    else if (key.type === 'text') talk.typed(editor.line.text);
  });
}
