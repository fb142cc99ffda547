import { afterAll, beforeAll, expect, test } from 'bun:test';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ChildProcess, tempDir } from '@eagre/testkit';
import { bundle, declare } from '../scripts/build.ts';
import { serveModel } from './model/model-listener.ts';

// Inside the package, so that the bundle finds the optional package `ws` as an installed one would.
const parent = join(import.meta.dir, '../dist');
let dist = '';

beforeAll(async () => {
  mkdirSync(parent, { recursive: true });
  dist = mkdtempSync(join(parent, 'test-'));
  await bundle(dist);
});
afterAll(() => rmSync(dist, { recursive: true, force: true }));

const gzipped = (text: string) => Bun.gzipSync(text, { level: 9 }).length;

test('the SDK is at most 15 KB minified and gzipped, with no validator inside', () => {
  const text = readFileSync(join(dist, 'index.js'), 'utf8');
  expect(gzipped(text)).toBeLessThanOrEqual(15 * 1024);
  expect(text).not.toMatch(/zod|safeParse|node:/i);
});

test('what is not imported is not there', async () => {
  const entry = join(dist, 'one.ts');
  writeFileSync(entry, `import { EagreError } from '@eagre/client'; console.log(EagreError);`);
  const result = await Bun.build({ entrypoints: [entry], minify: true, target: 'browser' });
  const text = await result.outputs[0]?.text();
  expect(gzipped(text ?? 'x'.repeat(9_999))).toBeLessThan(1024);
});

test('types are written, and a program can use them', () => {
  declare(dist);
  const index = readFileSync(join(dist, 'types/index.d.ts'), 'utf8');
  expect(index).toContain('createClient');
  expect(existsSync(join(dist, 'types/storage/file.d.ts'))).toBe(true);
}, 60_000);

test('works under the Node of this machine', async () => {
  using folder = tempDir();
  const { model, server, url } = serveModel();
  try {
    model.state.conversation('direct:ann:bob');
    const script = join(import.meta.dir, 'model/talk.mjs');
    await using node = ChildProcess.start(['node', script, dist, url, folder.path]);
    const [line] = await node.waitForLine(/^\{.*\}$/, 20_000);
    expect(await node.exited).toBe(0);
    expect(JSON.parse(line)).toMatchObject({
      heard: ['1 ann one', '2 ann two', '3 ann three'],
      failure: ['EagreError', 'not_member', false],
    });
    expect(readFileSync(join(folder.path, 'bob~laptop.json'), 'utf8')).toContain(
      '"direct:ann:bob"',
    );
  } finally {
    await server.stop(true);
  }
}, 30_000);
