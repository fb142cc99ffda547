import { expect, test } from 'bun:test';
import { FakeClock, SeededRandom } from '@eagre/testkit';
import type { LocalServer } from '../target/local-server.ts';
import { parsePlan } from './plan.ts';
import type { FaultProxy } from './proxy.ts';
import { FaultRunner } from './runner.ts';

/** Notes what is done to server and proxy, and how long it takes. */
function runner(text: string, options: { takesMs?: number; fails?: string } = {}) {
  const clock = new FakeClock();
  const done: string[] = [];
  const act = async (what: string) => {
    done.push(`${clock.monotonicMs()} ${what}`);
    if (what === options.fails) throw new Error('no');
    if (options.takesMs) await new Promise<void>((go) => clock.setTimer(options.takesMs ?? 0, go));
  };
  const server = {
    kill: () => act('kill'),
    restart: () => act('restart'),
    pause: () => void act('pause'),
    resume: () => void act('resume'),
    drain: () => act('drain'),
    jumpClock: (ms: number) => act(`jump ${ms}`),
  } as unknown as LocalServer;
  const proxy = {
    put: async ({ kind }: { kind: string }) => {
      await act(kind);
      return { lines: 1, lift: () => act(`lift ${kind}`) };
    },
    cut: (share: number, how: string, overMs: number) => act(`cut ${share} ${how} ${overMs}`),
    refuse: (on: boolean) => act(`refuse ${on}`),
  } as unknown as FaultProxy;
  const plan = parsePlan(text);
  const site = { part: () => server, node: () => server, proxies: () => [proxy] };
  const marks: string[] = [];
  const run = new FaultRunner({
    ...{ plan, site, clock, random: new SeededRandom(1) },
    onMark: ({ name, atMs, endMs }) => marks.push(`${name} ${atMs} ${endMs ?? ''}`),
  });
  run.start();
  return { run, clock, done, marks };
}

test('each begins at its time and is taken back after its own', async () => {
  const { run, clock, done, marks } = runner(
    'kill@10+2 slow@5+20 cut:share=0.5@7+3 clock:by=1h@30',
  );
  await clock.advance(12_500);
  expect(done).toEqual(['5000 slow', '7000 cut 0.5 reset 3000', '10000 kill', '12000 restart']);
  expect(run.active).toEqual(['slow']);
  await clock.advance(60_000);
  expect(done.slice(4)).toEqual(['25000 lift slow', '30000 jump 3600000']);
  expect(run.active).toEqual([]);
  expect(marks).toContain('kill 10000 12000');
  expect(run.marks.map(({ name, endMs }) => [name, endMs])).toEqual([
    ['slow', 25_000],
    ['cut', 7000],
    ['kill', 12_000],
    ['clock', 30_000],
  ]);
  expect(run.marks[0]?.about).toBe('slow:delay=200ms,jitter=0s,way=both,share=1@5s+20s');
  expect(clock.pendingTimers).toBe(0);
});

test('one that takes the server waits until the one before gave it back', async () => {
  const { clock, done, run } = runner('kill@1+1 pause@3+1', { takesMs: 2000 });
  await clock.advance(20_000);
  expect(done).toEqual(['1000 kill', '4000 restart', '6000 pause', '7000 resume']);
  expect(run.marks.map(({ atMs, endMs }) => [atMs, endMs])).toEqual([
    [1000, 6000],
    [6000, 7000],
  ]);
});

test('faults of two parts of a cluster do not wait for each other, those of one do', async () => {
  const plan = 'kill@1+1:node1 kill@1.5+1:node2 pause@2.5+1:node1';
  const { clock, run } = runner(plan, { takesMs: 2000 });
  await clock.advance(20_000);
  expect(run.marks.map(({ about, atMs, endMs }) => [about, atMs, endMs])).toEqual([
    ['kill@1s+1s:node1', 1000, 6000],
    ['kill@1.5s+1s:node2', 1500, 6500],
    ['pause@2.5s+1s:node1', 6000, 7000],
  ]);
});

test('a stop takes all back at once, the latest first, and begins nothing more', async () => {
  const { run, clock, done } = runner('slow@1+60 stall@2+60 pause@3+60 clock:by=5s@4+60 kill@70');
  await clock.advance(5000);
  await run.stop();
  expect(done.slice(4)).toEqual([
    '5000 jump -5000',
    '5000 resume',
    '5000 lift stall',
    '5000 lift slow',
  ]);
  await clock.advance(100_000);
  expect(done).toHaveLength(8);
  expect(run.marks.every(({ endMs }) => endMs === 5000)).toBe(true);
  await run.stop();
});

test('a stop waits for what is just beginning, and what waits behind it never begins', async () => {
  const { run, clock, done } = runner('kill@1+60 pause@61.5+1', { takesMs: 1000 });
  await clock.advance(1500);
  const stopped = run.stop();
  await clock.advance(5000);
  await stopped;
  expect(done).toEqual(['1000 kill', '2000 restart']);
  const behind = runner('kill@1+1 pause@2+1', { takesMs: 2000 });
  await behind.clock.advance(2500);
  const gone = behind.run.stop();
  await behind.clock.advance(10_000);
  await gone;
  expect(behind.done).toEqual(['1000 kill', '3000 restart']);
  const queued = runner('kill@1+1 pause@2+1', { takesMs: 1000 });
  await queued.clock.advance(2500);
  const end = queued.run.stop();
  await queued.clock.advance(10_000);
  await end;
  expect(queued.done).toEqual(['1000 kill', '2500 restart']);
});

test('one that fails is told of and marked, and the others go on', async () => {
  const { run, clock, done } = runner('kill@1+1 pause@5+1 cut@8', { fails: 'kill' });
  await clock.advance(20_000);
  expect(run.problems).toEqual(['fault kill@1s+1s could not be done: no']);
  expect(done).toEqual(['1000 kill', '5000 pause', '6000 resume', '8000 cut 1 reset 0']);
  const failsLater = runner('kill@1+1 pause@5+1', { fails: 'restart' });
  await failsLater.clock.advance(20_000);
  expect(failsLater.run.problems[0]).toContain('kill@1s+1s could not be taken back: no');
  expect(failsLater.done).toContain('5000 pause');
  expect(failsLater.run.marks[0]?.endMs).toBe(2000);
});
