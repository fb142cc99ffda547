import { afterAll, beforeAll, expect, test } from 'bun:test';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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
  declare(dist);
}, 60_000);
afterAll(() => rmSync(dist, { recursive: true, force: true }));

const writeJson = (folder: string, name: string, content: object) =>
  writeFileSync(join(folder, name), JSON.stringify(content));
const gzipped = (text: string) => Bun.gzipSync(text, { level: 9 }).length;

/** Conversations took 11,642 bytes; rooms may take 4 KB more. */
const mostBytes = 11_642 + 4 * 1024;

test('the SDK is small, minified and gzipped, with no validator inside', () => {
  const text = readFileSync(join(dist, 'index.js'), 'utf8');
  expect(gzipped(text)).toBeLessThanOrEqual(mostBytes);
  expect(text).not.toMatch(/zod|safeParse|node:/i);
});

test("the hooks take the application's React, and nothing else", () => {
  const text = readFileSync(join(dist, 'react.js'), 'utf8');
  const imported = [...text.matchAll(/from"([^"]+)"/g)].map(([, name]) => name);
  expect([...new Set(imported)].toSorted()).toEqual(['react', 'react/jsx-runtime']);
  expect(readFileSync(join(dist, 'types/react.d.ts'), 'utf8')).toContain('useRoom');
});

test('what is not imported is not there', async () => {
  const entry = join(dist, 'one.ts');
  writeFileSync(entry, `import { EagreError } from '@eagre/client'; console.log(EagreError);`);
  const result = await Bun.build({ entrypoints: [entry], minify: true, target: 'browser' });
  const text = await result.outputs[0]?.text();
  expect(gzipped(text ?? 'x'.repeat(9_999))).toBeLessThan(1024);
});

test.each([
  ['nodenext', 'nodenext'],
  ['bundler', 'esnext'],
])(
  'a program compiles against the built types: moduleResolution %s',
  (moduleResolution, module) => {
    // As it would be installed, and without the project's own settings.
    const program = join(dist, `program-${moduleResolution}`);
    const installed = join(program, 'node_modules/@eagre/client');
    cpSync(join(dist, 'types'), join(installed, 'types'), { recursive: true });
    const exported = (file: string) => ({ types: `./types/${file}.d.ts` });
    const exports = { '.': exported('index'), './file': exported('storage/file') };
    writeJson(installed, 'package.json', { name: '@eagre/client', type: 'module', exports });
    writeJson(program, 'package.json', { type: 'module' });
    cpSync(join(import.meta.dir, 'consumer/main.ts'), join(program, 'main.ts'));
    writeJson(program, 'tsconfig.json', {
      compilerOptions: {
        ...{ strict: true, skipLibCheck: false, noEmit: true, target: 'es2022', types: [] },
        ...{ lib: ['es2022', 'dom'], module, moduleResolution },
      },
      files: ['main.ts'],
    });
    const tsc = ['--no-install', 'tsc', '-p', program, '--listFiles'];
    const { status, stdout } = spawnSync('npx', tsc, { cwd: import.meta.dir, encoding: 'utf8' });
    const files = stdout.split('\n').filter((line) => line.startsWith('/'));
    const said = stdout.split('\n').filter((line) => line.includes('error TS'));
    expect([said, status]).toEqual([[], 0]);
    expect(files).toContainEqual(expect.stringContaining('@eagre/client/types/storage/file.d.ts'));
    expect(files.filter((file) => /packages\/\w+\/src\//.test(file))).toEqual([]);
  },
  60_000,
);

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
      // Frames of rooms come packed.
      said: ['ann 包装', 'ann of', 'ann frames'],
      failure: ['EagreError', 'not_member', false],
    });
    expect(readFileSync(join(folder.path, 'bob~laptop.json'), 'utf8')).toContain(
      '"direct:ann:bob"',
    );
  } finally {
    await server.stop(true);
  }
}, 30_000);
