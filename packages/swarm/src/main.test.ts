import { expect, test } from 'bun:test';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ChildProcess, tempDir } from '@eagre/testkit';
import type { RunReport } from './report/run-report.ts';
import { whyNoCluster } from './target/local-cluster.ts';

const main = new URL('./main.ts', import.meta.url).pathname;
const patience = 60_000;

async function swarm(...args: string[]): Promise<{ code: number; output: string }> {
  await using child = ChildProcess.start([process.execPath, main, ...args], {
    env: { NO_COLOR: '1', EAGRE_KEY: undefined },
  });
  const code = await child.exited;
  await Bun.sleep(0);
  return { code, output: child.output };
}

test('help names the scenarios, and a scenario its options', async () => {
  const all = await swarm('help');
  expect(all.code).toBe(0);
  expect(all.output).toContain('mixed-night');
  expect((await swarm()).code).toBe(2);
  const one = await swarm('hop', '--help');
  expect(one.output).toContain('--devices');
  expect(one.output).toContain('--fault');
  expect((await swarm('help', 'ramp')).output).toContain('--objective');
  expect((await swarm('faults')).output).toContain('kill');
});

test.each([
  [['mixed-nihgt'], 'no scenario or command "mixed-nihgt"; did you mean mixed-night?'],
  [['soak', '--hour', '2'], 'soak has no option --hour; did you mean --hours?'],
  [['hop', '--devices', 'x'], '--devices takes a number from'],
  [['hop', '--url', 'http://127.0.0.1:1'], 'no server answers at http://127.0.0.1:1'],
  [['hop', '--url', 'gopher://x'], '--url takes an address'],
  [['hop', '--serve', '--fault', 'kil@5'], 'did you mean "kill"?'],
  [['hop', '--serve', '--serve-cluster'], 'not both'],
  [['hop', '--serve', '--fault', 'kill@5:node2'], 'say --serve-cluster'],
  [['hop', '--serve-cluster', '--fault', 'kill@5:nod2'], '"kill" has no target "nod2"'],
  [['hop', '--serve-cluster=17'], '--serve-cluster takes a number from 1 to 16'],
  [['hop', '--serve', '--report', '/proc/none/x.html'], "the report can't be written to"],
  [['ramp', 'rom'], 'did you mean room?'],
  [['ramp', 'room', '--serve', '--objective', 'p99'], '"p99" is no objective'],
  [['compare', '--peer', 'smoke'], 'no peer "smoke"; there are: socketio'],
  [['fit', '--file', '/none.csv'], "/none.csv can't be read"],
  [['hop', '--serve', '--devices', '10000', '--processes', '1'], 'devices need'],
])('%j is refused in one line that says what would do', async (args, message) => {
  const isTooMany = args.includes('--processes');
  const command = [process.execPath, main, ...args];
  // A shell with few files: the limit of this machine may be any.
  const { exitCode, stderr } = Bun.spawnSync(
    isTooMany ? ['sh', '-c', `ulimit -n 1000; exec "$@"`, 'sh', ...command] : command,
    { env: { ...process.env, NO_COLOR: '1' } },
  );
  expect(exitCode).toBe(2);
  const [first = '', ...rest] = stderr.toString().trim().split('\n');
  expect(first).toStartWith('eagre swarm: ');
  expect(first).toContain(message);
  expect(rest).toHaveLength(1);
});

test(
  'a malformed line of a trace is named before anything is loaded',
  async () => {
    using directory = tempDir();
    const file = join(directory.path, 'trace.csv');
    await Bun.write(file, 'offsetMs,author,bytes\n0,1,10\n1,1,ten\n');
    const { code, output } = await swarm('replay', '--serve', '--file', file);
    expect(code).toBe(2);
    expect(output).toContain(`${file}:3 bytes must be a whole number`);
  },
  patience,
);

test(
  'two processes against a server of its own: verdicts, page and JSON; the seed is told',
  async () => {
    using directory = tempDir();
    const [html, json] = ['r.html', 'r.json'].map((name) => join(directory.path, name));
    const { code, output } = await swarm(
      ...['hop', '--serve', '--devices', '60', '--seconds', '2', '--processes', '2'],
      ...['--seed', '7', '--report', `${html}`, '--json', `${json}`],
    );
    expect(output).toContain('✔ hops');
    expect(code).toBe(0);
    const report = JSON.parse(readFileSync(`${json}`, 'utf8')) as RunReport;
    expect(report).toMatchObject({ scenario: 'hop', seed: 7, processes: 2 });
    expect(report.totals.counters.connects).toBeGreaterThanOrEqual(60);
    expect(readFileSync(`${html}`, 'utf8')).toContain('<!doctype html>');
  },
  patience,
);

test.skipIf(whyNoCluster() !== undefined)(
  'a cluster of its own, of which a node is killed: verdicts for all nodes together',
  async () => {
    using directory = tempDir();
    const json = join(directory.path, 'r.json');
    const { code, output } = await swarm(
      ...['chat-burst', '--serve-cluster', '2', '--fault', 'kill@2+0.5:node2'],
      ...['--devices', '40', '--shouts', '1', '--every', '4', '--json', json],
    );
    const report = JSON.parse(readFileSync(json, 'utf8')) as RunReport;
    expect(report.verdicts.filter(({ ok }) => !ok)).toEqual([]);
    expect([code, output.includes('✔ faults')]).toEqual([0, true]);
    expect(report.marks.map(({ about }) => about)).toContain('kill@2s+500ms:node2');
    const nodes = report.samples.map(({ server }) => Object.keys(server?.residentByNode ?? {}));
    expect(nodes).toContainEqual(['node1', 'node2']);
    expect(report.totals.counters.losses).toBeGreaterThan(0);
  },
  patience,
);

test(
  'Ctrl+C ends a run soon, and the report is written all the same',
  async () => {
    using directory = tempDir();
    const json = join(directory.path, 'r.json');
    await using child = ChildProcess.start(
      [process.execPath, main, 'chat-burst', '--serve', '--devices', '50', '--json', json],
      { env: { NO_COLOR: '1' } },
    );
    await child.waitForLine(/online 50/, 30_000);
    process.kill(child.pid, 'SIGINT');
    expect(await child.exited).toBe(130);
    expect(existsSync(json)).toBe(true);
    const report = JSON.parse(readFileSync(json, 'utf8')) as RunReport;
    expect(report.interrupted).toBe(true);
    expect(report.verdicts.filter(({ ok }) => !ok)).toEqual([]);
  },
  patience,
);
