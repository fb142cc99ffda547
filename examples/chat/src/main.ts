#!/usr/bin/env bun
import { createInterface } from 'node:readline';
import { realClock } from '@eagre/protocol';
import { tokenOf } from './access.ts';
import { Chat } from './chat.ts';
import { ChatView } from './chat-view.ts';
import { deviceNameIn } from './device-name.ts';
import { openKeyboard } from './keyboard.ts';
import { LineEditor } from './line-editor.ts';
import { type ChatOptions, parseOptions, usage } from './options.ts';
import { makePaint } from './paint.ts';
import { PlainScreen } from './plain-screen.ts';
import { stateDirOf } from './state-dir.ts';
import { TerminalScreen } from './terminal-screen.ts';

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
  const colours = !isPlain && process.env['NO_COLOR'] === undefined;
  const folder = stateDirOf(options, process.env, process.platform);
  const view = new ChatView({
    user: options.user,
    conversation: options.conversation,
    screen: isPlain ? new PlainScreen(process.stdout) : new TerminalScreen(terminal()),
    paint: makePaint(colours),
    clock: realClock,
  });
  const chat = new Chat(view, {
    url: options.url,
    getToken: tokenOf(options),
    device: deviceNameIn(folder),
    folder,
    clock: realClock,
    interactive: !isPlain,
  });
  const close = isPlain ? readLines(chat) : readKeys(chat, view);
  process.once('SIGTERM', () => chat.leave(0));
  process.once('SIGINT', () => chat.leave(0));
  try {
    return await chat.run();
  } finally {
    view.close();
    close();
  }
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

function readLines(chat: Chat): () => void {
  const lines = createInterface({ input: process.stdin });
  lines.on('line', (line) => chat.line(line));
  lines.on('close', () => {
    chat.end().catch(() => chat.leave(1));
  });
  return () => {
    lines.close();
    process.stdin.destroy();
  };
}

function readKeys(chat: Chat, view: ChatView): () => void {
  const editor = new LineEditor();
  process.stdout.on('resize', () => view.redraw());
  return openKeyboard(process.stdin, (key) => {
    const event = editor.press(key);
    view.line = editor.line;
    if (event.type === 'submit') chat.line(event.text);
    else if (event.type === 'interrupt' || event.type === 'end') chat.leave(0);
    else if (key.type === 'text') chat.typed(editor.line.text);
  });
}
