import { expect, test } from 'bun:test';
import { until } from '@eagre/testkit';
import { isRunning, startWorkers, type WorkersProcess } from './support/workers-process.ts';

const noKeepAlive = { headers: { connection: 'close' } };

async function serving(run: WorkersProcess, workers: number): Promise<void> {
  await run.parent.waitForLine(/"workers":\d+,.*"msg":"serving"/, 20_000);
  expect(run.pids()).toHaveLength(workers);
}

/** Which of the workers answered on the shared port, seen by their own uptime clocks and counters. */
async function requestsOf(run: WorkersProcess, workers: number): Promise<number[]> {
  const counts: number[] = [];
  for (let number = 1; number <= workers; number += 1) {
    const text = await (await fetch(`${run.admin(number)}/metrics`, noKeepAlive)).text();
    counts.push(Number(/^eagre_connections_opened_total (\d+)/m.exec(text)?.[1] ?? Number.NaN));
  }
  return counts;
}

async function connectOnce(url: string): Promise<void> {
  const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/v1/connect`);
  await new Promise((resolve, reject) => {
    socket.onopen = resolve;
    socket.onerror = reject;
  });
  socket.close();
}

test('all workers take connections on one port, each with a name and an admin port', async () => {
  await using run = await startWorkers({ workers: 3 });
  await serving(run, 3);
  for (let i = 0; i < 60; i += 1) await connectOnce(run.url);
  const counts = await requestsOf(run, 3);
  expect(counts.reduce((sum, one) => sum + one)).toBe(60);
  for (const count of counts) expect(count).toBeGreaterThan(0);
  for (const name of ['n-1', 'n-2', 'n-3']) {
    expect(run.parent.output).toMatch(new RegExp(`"node":"${name}".*"msg":"serving"`));
  }
  expect(await run.parent.stop(10_000)).toBe(0);
  expect(run.pids().filter(isRunning)).toEqual([]);
}, 30_000);

test('a worker that is killed comes back', async () => {
  await using run = await startWorkers({ workers: 2 });
  await serving(run, 2);
  const [first = 0] = run.pids();
  process.kill(first, 'SIGKILL');
  await until(() => run.pids().length === 3, { timeoutMs: 10_000, what: 'another worker' });
  expect(run.parent.output).toMatch(/"worker":"n-\d","code":137,.*"msg":"worker ended, starting/);
  expect((await fetch(`${run.admin(1)}/readyz`)).status).toBe(200);
  expect((await fetch(`${run.admin(2)}/readyz`)).status).toBe(200);
}, 30_000);

test('SIGHUP renews one worker after the other, and the port is never closed', async () => {
  await using run = await startWorkers({ workers: 2 });
  await serving(run, 2);
  const before = run.pids();
  process.kill(run.parent.pid, 'SIGHUP');
  let isDone = false;
  const done = run.parent.waitForLine(/"msg":"rolling restart done"/, 20_000).then(() => {
    isDone = true;
  });
  let failedInARow = 0;
  let asked = 0;
  while (!isDone) {
    const answer = await fetch(`${run.url}/healthz`, noKeepAlive).catch(() => undefined);
    asked += 1;
    // What waits to be accepted by a listener that closes is reset; the next try finds the other.
    failedInARow = answer?.status === 200 ? 0 : failedInARow + 1;
    expect(failedInARow).toBeLessThan(3);
    await Bun.sleep(2);
  }
  await done;
  expect(asked).toBeGreaterThan(20);
  const after = run.pids().slice(2);
  expect(after).toHaveLength(2);
  expect(before.filter(isRunning)).toEqual([]);
  expect(after.filter(isRunning)).toEqual(after);
}, 40_000);

test('kill -9 of the parent leaves no worker', async () => {
  await using run = await startWorkers({ workers: 2 });
  await serving(run, 2);
  const pids = run.pids();
  await run.parent.kill();
  try {
    await until(() => !pids.some(isRunning), { timeoutMs: 10_000, what: 'the workers to end' });
  } finally {
    for (const pid of pids.filter(isRunning)) process.kill(pid, 'SIGKILL');
  }
}, 30_000);

test('signals of a terminal reach all: one Ctrl+C drains, the second hurries', async () => {
  await using run = await startWorkers({ workers: 2, flags: ['--drain-ms=600000'] });
  await serving(run, 2);
  const socket = new WebSocket(`${run.url.replace(/^http/, 'ws')}/v1/connect`);
  await until(() => socket.readyState === WebSocket.OPEN);
  const pids = run.pids();
  const all = [run.parent.pid, ...pids];
  for (const pid of all) process.kill(pid, 'SIGINT');
  await run.parent.waitForLine(/"signal":"SIGINT".*"msg":"stopping"/);
  // The one without a device has nothing to wait for.
  await until(() => pids.filter(isRunning).length === 1, { what: 'one to be drained' });
  expect(run.parent.exitCode).toBeNull();
  for (const pid of all.filter(isRunning)) process.kill(pid, 'SIGINT');
  expect(await run.parent.exited).toBe(0);
  expect(pids.filter(isRunning)).toEqual([]);
}, 30_000);

test('a worker that ends at once again and again: all end, and it is said why', async () => {
  const env = { TEST_FAILS: 'n-2', TEST_FAILS_AFTER_MS: '300' };
  await using run = await startWorkers({ workers: 2, env });
  expect(await run.parent.exited).toBe(1);
  await run.parent.waitForLine(
    /^eagre: worker n-2 ended 3 times in a row within 10 s of its start, last with code 9/,
  );
  expect(run.pids().filter(isRunning)).toEqual([]);
}, 60_000);

test('what keeps a worker from coming up is said once, with its exit code', async () => {
  await using run = await startWorkers({ workers: 4, env: { TEST_NEVER_READY: 'yes' } });
  expect(await run.parent.exited).toBe(1);
  await run.parent.waitForLine(
    /^eagre: a worker ended with code 1 before it was ready; its lines above say why$/,
  );
  expect(run.parent.output.match(/no store/g)).toHaveLength(1);
}, 30_000);

test('a port that another program has is told as such', async () => {
  await using run = await startWorkers({ workers: 2 });
  await serving(run, 2);
  const { port } = new URL(run.url);
  await using second = await startWorkers({ workers: 2, flags: [`--port=${port}`] });
  expect(await second.parent.exited).toBe(3);
  await second.parent.waitForLine(/^eagre: 127\.0\.0\.1:\d+ is in use by another process; stop it/);
}, 30_000);
