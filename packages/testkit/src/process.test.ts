import { expect, test } from 'bun:test';
import { existsSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { freePort } from './free-port.ts';
import { ChildProcess } from './process.ts';
import { tempDir } from './temp-dir.ts';

const script = (code: string) => ChildProcess.start([process.execPath, '-e', code]);
const forever = 'setInterval(() => {}, 1000);';

test('waits for a line of stdout or stderr, past or future', async () => {
  await using child = script(`console.error('listening on port 81'); ${forever}`);
  const [, port] = await child.waitForLine(/port (\d+)/);
  expect(port).toBe('81');
  expect((await child.waitForLine(/listening/))[0]).toBe('listening');
});

test('a program that ends first fails the wait at once, with its output', async () => {
  await using child = script("console.log('no disk'); process.exit(3);");
  const failure = await child.waitForLine(/listening/, 60_000).catch(String);
  expect(failure).toContain('ended with code 3');
  expect(failure).toContain('| no disk');
});

test('a program that says nothing fails the wait after its time', async () => {
  await using child = script(forever);
  expect(await child.waitForLine(/listening/, 30).catch(String)).toContain('within 30 ms');
});

test('the last line counts without a line break, also when the program has ended', async () => {
  await using child = script("process.stdout.write('done')");
  expect(await child.exited).toBe(0);
  expect((await child.waitForLine(/done/))[0]).toBe('done');
});

test('kill leaves no chance to clean up', async () => {
  await using child = script(`process.on('SIGTERM', () => {}); console.log('up'); ${forever}`);
  await child.waitForLine(/up/);
  await child.kill();
  expect(await child.exited).toBe(137);
});

test('stop lets it clean up and gives its exit code', async () => {
  await using child = script(
    `process.on('SIGTERM', () => { console.log('bye'); process.exit(4); }); console.log('up'); ${forever}`,
  );
  await child.waitForLine(/up/);
  expect(await child.stop()).toBe(4);
  expect(child.output).toContain('bye');
});

test('stop kills what does not stop within the grace, and fails', async () => {
  await using child = script(`process.on('SIGTERM', () => {}); console.log('up'); ${forever}`);
  await child.waitForLine(/up/);
  expect(await child.stop(50).catch(String)).toContain('within 50 ms of SIGTERM');
});

test('lines can be written to it', async () => {
  await using child = script("for await (const line of console) console.log('got ' + line);");
  child.writeLine('hello');
  await child.waitForLine(/got hello/);
});

test('the end of the block ends the process', async () => {
  let exited: Promise<number>;
  {
    await using child = script(forever);
    exited = child.exited;
  }
  expect(await exited).toBe(137);
});

test('a free port can be listened on', async () => {
  const port = await freePort();
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve);
  });
  server.close();
  expect(port).toBeGreaterThan(0);
});

test('a temporary directory goes with its block, with all in it', () => {
  let path: string;
  {
    using dir = tempDir();
    path = dir.path;
    writeFileSync(join(path, 'a.db'), 'x');
  }
  expect(existsSync(path)).toBe(false);
});
