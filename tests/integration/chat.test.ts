import { afterEach, beforeEach, expect, test } from 'bun:test';
import { fileURLToPath } from 'node:url';
import { ChildProcess, freePort, type TempDir, tempDir, until } from '@eagre/testkit';
import { ServerChild } from './support/server-child.ts';

const main = fileURLToPath(new URL('../../examples/chat/src/main.ts', import.meta.url));

let folder: TempDir;
beforeEach(() => {
  folder = tempDir();
});
afterEach(() => folder.remove());

/** The terminal chat in its plain mode: a line in is a message, a line out is something to read. */
function startChat(port: number, user: string, ...flags: string[]): ChildProcess {
  const url = `http://127.0.0.1:${port}`;
  const state = `${folder.path}/state`;
  const where = flags.length > 0 ? flags : ['--group', 'lobby'];
  return ChildProcess.start([
    ...[process.execPath, main, '--user', user, ...where],
    ...['--url', url, '--state', state],
  ]);
}

const ready = /^- .*\/help lists the commands -$/;
const data = () => `${folder.path}/data`;

/** Messages as they were shown: number, user, text. */
function shown(chat: ChildProcess): { syncId: number; from: string; text: string }[] {
  const lines = chat.output.matchAll(/^ *#(\d+) \d\d:\d\d (\w+): (.+?)(?: ✓)?$/gm);
  return [...lines].map(([, syncId, from = '', text = '']) => ({
    syncId: Number(syncId),
    from,
    text,
  }));
}

test('two chats lose and double nothing when the server is killed in the middle', async () => {
  const port = await freePort();
  let server = await ServerChild.start({ data: data(), port });
  await using ann = startChat(port, 'ann');
  await using bob = startChat(port, 'bob');
  const chats = [ann, bob];
  try {
    for (const chat of chats) await chat.waitForLine(ready);
    const say = (from: number, to: number) => {
      for (let n = from; n <= to; n += 1) for (const chat of chats) chat.writeLine(`text ${n}`);
    };
    say(1, 5);
    for (const chat of chats) await until(() => shown(chat).length === 10);
    say(6, 10);
    await server.kill();
    for (const chat of chats) await chat.waitForLine(/^\* offline: .*reconnecting$/);
    say(11, 15);
    server = await ServerChild.start({ data: data(), port });
    for (const chat of chats) {
      await chat.waitForLine(/^\* online again$/);
      await until(() => shown(chat).length >= 30, { timeoutMs: 15_000, what: 'all messages' });
    }
    const all = shown(ann);
    expect(shown(bob)).toEqual(all);
    for (const user of ['ann', 'bob']) {
      // Each once, and the messages of one user in the order in which they were typed.
      const texts = all.filter(({ from }) => from === user).map(({ text }) => text);
      expect(texts).toEqual(Array.from({ length: 15 }, (_, index) => `text ${index + 1}`));
    }
    const first = all[0]?.syncId ?? 0;
    expect(all.map(({ syncId }) => syncId)).toEqual(all.map((_, index) => first + index));
  } finally {
    await Promise.all(chats.map((chat) => chat[Symbol.asyncDispose]()));
    await server[Symbol.asyncDispose]();
  }
}, 60_000);

test('a chat that comes back shows what it missed, after what it knew, once', async () => {
  await using server = await ServerChild.start({ data: data() });
  await using ann = startChat(server.port, 'ann');
  await ann.waitForLine(ready);
  const first = startChat(server.port, 'bob');
  await first.waitForLine(ready);
  ann.writeLine('one');
  await first.waitForLine(/ann: one$/);
  first.writeLine('/quit');
  expect(await first.exited).toBe(0);
  // More than a device without a position is given, and more than the history at the start.
  const missed = Array.from({ length: 30 }, (_, index) => `missed ${index + 1}`);
  for (const text of missed) ann.writeLine(text);
  await ann.waitForLine(/ann: missed 30 ✓$/);
  await using second = startChat(server.port, 'bob');
  await second.waitForLine(/ann: missed 30$/);
  expect(shown(second).map(({ text }) => text)).toEqual(missed);
}, 60_000);

test('commands: who, direct and personal messages, recall, list', async () => {
  await using server = await ServerChild.start({ data: data() });
  await using ann = startChat(server.port, 'ann');
  await ann.waitForLine(ready);
  await using bob = startChat(server.port, 'bob');
  await bob.waitForLine(ready);
  ann.writeLine('/who');
  await ann.waitForLine(/^ann \(owner\), bob$/);
  ann.writeLine('/dm bob psst');
  await bob.waitForLine(/\(direct\) ann: psst/);
  ann.writeLine('/personal bob for you');
  await bob.waitForLine(/\(only you\) ann: for you$/);
  ann.writeLine('a mistake');
  await bob.waitForLine(/ann: a mistake$/);
  ann.writeLine('/recall');
  await bob.waitForLine(/^ *#\d+ .* \* ann took back #\d+$/);
  bob.writeLine('/list');
  await bob.waitForLine(/^ {2}direct:ann:bob {2}1 unread/);
  bob.writeLine('/nothing');
  await bob.waitForLine(/^! there is no \/nothing/);
}, 60_000);

test('a pipe sends all its lines and ends', async () => {
  await using server = await ServerChild.start({ data: data() });
  const url = `http://127.0.0.1:${server.port}`;
  const run = Bun.spawn(
    [
      process.execPath,
      main,
      '--user',
      'u1',
      '--direct',
      'u2',
      '--url',
      url,
      '--state',
      folder.path,
    ],
    { stdin: new Blob(['one\ntwo\n//three\n']), stdout: 'pipe', stderr: 'pipe' },
  );
  const text = await new Response(run.stdout).text();
  expect(await run.exited).toBe(0);
  const said = [...text.matchAll(/#(\d) \d\d:\d\d u1: (\S+) ✓/g)].map((match) => match.slice(1));
  expect(said).toEqual([
    ['1', 'one'],
    ['2', 'two'],
    ['3', '/three'],
  ]);
}, 60_000);
