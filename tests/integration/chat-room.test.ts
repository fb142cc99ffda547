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

const data = () => `${folder.path}/data`;

/** A terminal in a live room, in its plain mode. */
function watch(port: number, user: string, ...flags: string[]): ChildProcess {
  return ChildProcess.start([
    ...[process.execPath, main, '--user', user, '--room', 'show1', ...flags],
    ...['--url', `http://127.0.0.1:${port}`, '--state', `${folder.path}/state`],
  ]);
}

const isIn = (room: string, role = 'viewer') =>
  new RegExp(`^- you are in room:${room} \\(${role}\\); /help lists the commands -$`);

function count(chat: ChildProcess, pattern: RegExp): number {
  return chat.output.split('\n').filter((line) => pattern.test(line)).length;
}

/** Asks until the answer is there: totals come with the frames. */
async function untilTold(chat: ChildProcess, command: string, pattern: RegExp): Promise<void> {
  await until(
    async () => {
      if (count(chat, pattern) > 0) return true;
      chat.writeLine(command);
      return false;
    },
    { what: `${pattern} after ${command}`, pollMs: 100 },
  );
}

async function quit(...chats: ChildProcess[]): Promise<void> {
  for (const chat of chats) chat.writeLine('/quit');
  for (const chat of chats) expect(await chat.exited).toBe(0);
}

test('a show: chat, cards, notices, pins and likes are in both terminals, each once', async () => {
  await using server = await ServerChild.start({ data: data() });
  await using ann = watch(server.port, 'ann', '--host');
  await ann.waitForLine(isIn('show1', 'host'));
  await using bob = watch(server.port, 'bob');
  await bob.waitForLine(isIn('show1'));
  await ann.waitForLine(/^\* bob came in$/);

  bob.writeLine('hello from the sofa');
  await bob.waitForLine(/^\d\d:\d\d bob: hello from the sofa ✓$/);
  await ann.waitForLine(/^\d\d:\d\d bob: hello from the sofa$/);
  ann.writeLine('welcome');
  await bob.waitForLine(/^▌#\d+ \d\d:\d\d ★ ann: welcome$/);
  ann.writeLine('/card Kettle, blue 19.9');
  await bob.waitForLine(/^▌#\d+ \d\d:\d\d \[CARD\] Kettle, blue · 19\.90 · ann$/);
  await ann.waitForLine(/\[CARD\] Kettle, blue · 19\.90 · ann ✓$/);
  ann.writeLine('/notice Back in five minutes');
  await bob.waitForLine(/\[NOTICE\] Back in five minutes · ann$/);
  ann.writeLine('/pin Kettle, blue');
  await bob.waitForLine(/^\* ann pinned Kettle, blue$/);
  await untilTold(bob, '/room', /^ {2}pinned: Kettle, blue \(version 1\)$/);

  ann.writeLine('/like 10');
  bob.writeLine('/like 7');
  for (const chat of [ann, bob]) await untilTold(chat, '/room', /^ {2}like 17$/);
  bob.writeLine('/who');
  await bob.waitForLine(/^(ann \(host\), bob|bob, ann \(host\))$/);
  for (const chat of [ann, bob]) {
    for (const line of [/CARD/, /NOTICE/, /bob: hello/, /ann: welcome/, /ann pinned/]) {
      expect([line, count(chat, line)]).toEqual([line, 1]);
    }
  }
  await quit(ann, bob);
}, 60_000);

test('a viewer is told what is for the host, and when words are held back', async () => {
  await using server = await ServerChild.start({ data: data() });
  await using ann = watch(server.port, 'ann', '--host');
  await ann.waitForLine(isIn('show1', 'host'));
  await using bob = watch(server.port, 'bob');
  await bob.waitForLine(isIn('show1'));
  for (const line of ['/card Kettle', '/countdown 1 now', '/pin x', '/mute ann', '/slow 1']) {
    const before = count(bob, /^! that is for the host and staff/);
    bob.writeLine(line);
    await until(() => count(bob, /^! that is for the host and staff/) === before + 1);
  }
  ann.writeLine('/mute bob 5');
  await bob.waitForLine(/^\* you are muted until \d\d:\d\d$/);
  bob.writeLine('psst');
  await bob.waitForLine(/^! not said: psst: you are muted until \d\d:\d\d$/);
  ann.writeLine('/unmute bob');
  await bob.waitForLine(/^\* you may speak again$/);
  ann.writeLine('/slow 3600');
  await bob.waitForLine(/^\* slow mode: one message in 3600 s$/);
  bob.writeLine('one');
  await bob.waitForLine(/bob: one ✓$/);
  bob.writeLine('two');
  await bob.waitForLine(/^! not said: two: slow mode: the next message in \d+ s$/);
  ann.writeLine('/slow 0');
  await bob.waitForLine(/^\* slow mode is over$/);
  await quit(ann, bob);
}, 60_000);

test('a countdown opens in both terminals when it is over, a spread one at its moment', async () => {
  await using server = await ServerChild.start({ data: data() });
  await using ann = watch(server.port, 'ann', '--host');
  await ann.waitForLine(isIn('show1', 'host'));
  await using bob = watch(server.port, 'bob');
  await bob.waitForLine(isIn('show1'));
  const chats = [ann, bob];
  ann.writeLine('/countdown 2 Go!');
  for (const chat of chats) {
    await chat.waitForLine(/^\* ann has something for all of you, in 2 s$/);
    expect(count(chat, /Go!/)).toBe(0);
  }
  for (const chat of chats) await chat.waitForLine(/\[NOTICE\] Go! · ann/);
  ann.writeLine('/spread 1 Coupons');
  for (const chat of chats) {
    await chat.waitForLine(/\[NOTICE\] Coupons · ann/);
    await chat.waitForLine(/your token: room:show1 \d+ \d+ \w+ \S+ \S+$/);
  }
  for (const chat of chats) expect([count(chat, /Go!/), count(chat, /Coupons/)]).toEqual([1, 1]);
  await quit(ann, bob);
}, 60_000);

test('a hop goes to another room, and hears nothing of the first one any more', async () => {
  await using server = await ServerChild.start({ data: data() });
  await using ann = watch(server.port, 'ann');
  await ann.waitForLine(isIn('show1'));
  await using bob = watch(server.port, 'bob');
  await bob.waitForLine(isIn('show1'));
  bob.writeLine('/hop show2');
  await bob.waitForLine(isIn('show2'));
  ann.writeLine('only for show1');
  await ann.waitForLine(/only for show1 ✓$/);
  ann.writeLine('/hop show2');
  await ann.waitForLine(isIn('show2'));
  ann.writeLine('here I am');
  await bob.waitForLine(/ann: here I am$/);
  expect(count(bob, /only for show1/)).toBe(0);
  await quit(ann, bob);
}, 60_000);

test('a room goes on after the server was killed and started again', async () => {
  const port = await freePort();
  const first = await ServerChild.start({ data: data(), port });
  await using ann = watch(port, 'ann', '--host');
  await ann.waitForLine(isIn('show1', 'host'));
  await using bob = watch(port, 'bob');
  await bob.waitForLine(isIn('show1'));
  ann.writeLine('/card Before');
  await bob.waitForLine(/\[CARD\] Before/);
  await first.kill();
  await first[Symbol.asyncDispose]();
  for (const chat of [ann, bob]) await chat.waitForLine(/^\* offline: .*reconnecting$/);
  ann.writeLine('/card Meanwhile');
  bob.writeLine('/like 3');
  await using server = await ServerChild.start({ data: data(), port });
  for (const chat of [ann, bob]) {
    await chat.waitForLine(/^\* online again$/);
    await chat.waitForLine(/\[CARD\] Meanwhile/);
  }
  bob.writeLine('still there?');
  await ann.waitForLine(/bob: still there\?$/);
  for (const chat of [ann, bob]) {
    await untilTold(chat, '/room', /^ {2}like 3$/);
    expect([count(chat, /Before/), count(chat, /Meanwhile/)]).toEqual([1, 1]);
  }
  expect(server.port).toBe(port);
  await quit(ann, bob);
}, 60_000);

test('who finds a room full waits for a place; a room that is closed lets nobody in', async () => {
  await using server = await ServerChild.start({ data: data() });
  await server.api.ok('PATCH', '/v1/rooms/room:show1', { deviceLimit: 1 });
  await using ann = watch(server.port, 'ann');
  await ann.waitForLine(isIn('show1'));
  await using bob = watch(server.port, 'bob');
  await bob.waitForLine(/^\* the room is full; it is tried again$/);
  await quit(ann);
  await bob.waitForLine(isIn('show1'));
  expect(count(bob, /the room is full/)).toBe(1);
  bob.writeLine('/hop show2');
  await bob.waitForLine(isIn('show2'));
  await server.api.ok('POST', '/v1/rooms/room:show1/moderation', { action: 'close' });
  bob.writeLine('/hop show1');
  await bob.waitForLine(/^! the room is closed$/);
  bob.writeLine('still in show2');
  await bob.waitForLine(/bob: still in show2 ✓$/);
  await using cat = watch(server.port, 'cat');
  await cat.waitForLine(/^! the room is closed$/);
  expect(await cat.exited).toBe(1);
  await quit(bob);
}, 60_000);

test('a pipe says all its lines, likes, and ends', async () => {
  await using server = await ServerChild.start({ data: data() });
  await using ann = watch(server.port, 'ann');
  await ann.waitForLine(isIn('show1'));
  const bob = watch(server.port, 'bob', '--host');
  for (const line of ['/card Last', '/like 5', 'bye', '/quit']) bob.writeLine(line);
  expect(await bob.exited).toBe(0);
  expect(bob.output).toMatch(/\[CARD\] Last · bob ✓\n.*★ bob: bye ✓$/m);
  await ann.waitForLine(/★ bob: bye$/);
  await untilTold(ann, '/room', /^ {2}like 5$/);
  await quit(ann);
}, 60_000);
