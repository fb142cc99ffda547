import { expect, test } from 'bun:test';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ChildProcess, tempDir, until } from '@eagre/testkit';

const main = new URL('./main.ts', import.meta.url).pathname;

function bench(...args: string[]): { code: number; output: string } {
  const { exitCode, stdout, stderr } = Bun.spawnSync([process.execPath, main, ...args]);
  return { code: exitCode, output: `${stdout}${stderr}` };
}

test('without a scenario it lists them, with --help it tells of one', () => {
  const nothing = bench();
  expect(nothing.code).toBe(2);
  expect(nothing.output).toContain('cold-start');
  const help = bench('group', '--help');
  expect(help.code).toBe(0);
  expect(help.output).toContain('readToWriteRatio');
});

test('bad input is named, down to the line of a trace', () => {
  expect(bench('grup')).toMatchObject({ code: 2 });
  using directory = tempDir();
  const file = join(directory.path, 'trace.csv');
  writeFileSync(file, 'offsetMs,author,bytes\n0,1,10\n1,1,ten\n');
  const { code, output } = bench('replay', '--file', file);
  expect(code).toBe(2);
  expect(output).toContain(`${file}:3 bytes must be a whole number`);
  const missing = bench('replay', '--file', join(directory.path, 'none.csv'));
  expect(missing.output).toContain("none.csv can't be read");
});

test('Ctrl+C ends the children and leaves no directory', async () => {
  using temporary = tempDir();
  await using child = ChildProcess.start([process.execPath, main, 'append', '--seconds', '300'], {
    env: { TMPDIR: temporary.path },
  });
  const made = () => readdirSync(temporary.path, { recursive: true }).map(String);
  await until(() => made().some((name) => name.endsWith('timeline.db')), { what: 'the store' });
  const pids = childrenOf(child.pid);
  expect(pids).not.toEqual([]);
  process.kill(child.pid, 'SIGINT');
  expect(await child.exited).toBe(130);
  expect(made()).toEqual([]);
  await until(() => pids.every((pid) => !isAlive(pid)), { what: 'the children to end' });
});

function childrenOf(parent: number): number[] {
  const { stdout } = Bun.spawnSync(['ps', '-A', '-o', 'pid=,ppid=']);
  const rows = stdout.toString().trim().split('\n');
  const pairs = rows.map((row) => row.trim().split(/\s+/).map(Number));
  return pairs.filter(([, ppid]) => ppid === parent).map(([pid]) => pid as number);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
