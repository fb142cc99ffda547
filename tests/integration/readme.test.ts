import { afterAll, beforeAll, expect, test } from 'bun:test';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ChildProcess, type TempDir, tempDir } from '@eagre/testkit';
import { fencedBlocks } from '../docs/fenced-blocks.ts';
import { ServerChild } from './support/server-child.ts';

/** The examples of the README, run as they stand against a real server; only the port is another. */
const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
const modules = fileURLToPath(new URL('../../node_modules', import.meta.url));

let folder: TempDir;
let server: ServerChild;
beforeAll(async () => {
  folder = tempDir();
  server = await ServerChild.start({ data: folder.path });
}, 30_000);
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  folder.remove();
});

function atOurPort(text: string): string {
  return text.replaceAll('127.0.0.1:7070', `127.0.0.1:${server.port}`);
}

test('the quick start of the SDK sends and shows a message', async () => {
  const code = fencedBlocks(readme, 'ts').find(({ text }) => text.includes('createClient('));
  // Where the packages are found by their names.
  const scratch = `${modules}/.cache/eagre-readme-${process.pid}`;
  mkdirSync(scratch, { recursive: true });
  try {
    writeFileSync(`${scratch}/quick-start.ts`, atOurPort(code?.text ?? ''));
    await using run = ChildProcess.start([process.execPath, `${scratch}/quick-start.ts`]);
    await run.waitForLine(/^stored as #2$/);
    await run.waitForLine(/^#2 ann: \{/);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}, 30_000);

// Where curl is missing, its commands can't be run.
test.skipIf(Bun.which('curl') === null)(
  'the curl commands of the HTTP API succeed, one after the other',
  async () => {
    const commands = fencedBlocks(readme, 'sh').find(({ text }) => text.includes('/v1/groups'));
    const keys = JSON.parse(readFileSync(`${folder.path}/dev-keys.json`, 'utf8')) as {
      apiSecret: string;
    };
    const script = `set -e\n${atOurPort(commands?.text ?? '').replaceAll('curl ', 'curl -sS --fail-with-body -w "\\n" ')}`;
    const run = Bun.spawnSync(['sh', '-c', script], {
      env: { ...process.env, KEY: `dev.dev.${keys.apiSecret}` },
    });
    const output = run.stdout.toString();
    expect(`${run.exitCode} ${run.stderr.toString()}${run.exitCode === 0 ? '' : output}`).toBe(
      '0 ',
    );
    const answers = output
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(answers.map((answer) => Object.keys(answer)[0])).toEqual([
      'token',
      'group',
      'conversation',
    ]);
  },
  30_000,
);
