import { afterAll, beforeAll, expect, test } from 'bun:test';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OptionValues } from '../engine/load.ts';
import type { Controller } from '../engine/scenario.ts';
import { LocalServer } from '../target/local-server.ts';
import { settingsForLoad } from '../target/local-server-settings.ts';
import { replay } from './replay.ts';
import { drive } from './test/drive.ts';

const directory = mkdtempSync(join(tmpdir(), 'eagre-replay-'));
let server: LocalServer;
beforeAll(async () => {
  // At this speed a viewer says more than one may.
  server = await LocalServer.start({
    settings: { ...settingsForLoad, roomUserPerSecond: 1000, roomUserBurst: 1000 },
  });
});
afterAll(async () => {
  await server.stop();
  rmSync(directory, { recursive: true });
});

/** 300 rows in a minute by 17 authors, a few without a text; the middle is the busiest. */
function traceFile(): string {
  const path = join(directory, 'trace.csv');
  const rows = Array.from({ length: 300 }, (_, i) => {
    const offsetMs =
      i < 100 ? i * 200 : i < 200 ? 20_000 + (i - 100) * 50 : 25_000 + (i - 200) * 350;
    return `${offsetMs},a${(i * 7) % 17},${i % 50 === 0 ? 0 : 5 + (i % 90)},${i % 30}`;
  });
  writeFileSync(path, `offsetMs,author,bytes,text\n${rows.join('\n')}\n`);
  return path;
}

test.each([
  // Of what is said at once a room shows a part; that the rest is counted is for the verdicts.
  ['room', 'chat', 500],
  ['group', 'entries', 3000],
] as const)(
  'every row is said in a %s, and all see it',
  async (as, counter, least) => {
    const options = { file: traceFile(), speed: 60, as, devices: 10 };
    const { verdicts, totals } = await drive(replay, server.target, { options });
    expect(verdicts.filter(({ ok }) => !ok)).toEqual([]);
    expect(totals.counters.sent).toBe(300);
    expect(totals.counters.acked).toBe(300);
    expect(totals.counters[counter]).toBeWithin(least, 3001);
  },
  20_000,
);

test('the busiest part alone takes its time over the speed', async () => {
  const options = { file: traceFile(), speed: 5, minutes: 5 / 60, devices: 3 };
  const startedMs = performance.now();
  const lines: string[] = [];
  const { totals } = await drive(replay, server.target, {
    options,
    say: (line) => lines.push(line),
  });
  expect(totals.counters.sent).toBeWithin(100, 110);
  expect(performance.now() - startedMs).toBeGreaterThan(990);
  expect(lines.join()).toContain(`of 300 rows of ${options.file} in 1.0 s`);
}, 20_000);

test('it ends soon after it shall', async () => {
  const options = { file: traceFile(), speed: 0.1, devices: 3 };
  const startedMs = performance.now();
  await drive(replay, server.target, { options, stopAfterMs: 800 });
  expect(performance.now() - startedMs).toBeLessThan(8000);
}, 20_000);

test('a wrong file or option is told before the server hears of anything', async () => {
  const file = join(directory, 'wrong.csv');
  writeFileSync(file, 'offsetMs,author,bytes\n1,a,5\n0,b,5\n');
  const failure = (options: OptionValues) => {
    const nothing = new Proxy({} as Controller, {
      get: (_, name) => {
        if (name === 'api' || name === 'rooms') throw new Error('the server was asked');
        if (name === 'options') return { speed: 1, minutes: 0, as: 'room', devices: 3, ...options };
        return name === 'runId' ? 't1' : () => {};
      },
    });
    return replay.prepare(nothing).then(String, String);
  };
  expect(await failure({ file })).toContain(`${file}:3 offsetMs 0 lies before 1`);
  expect(await failure({ file: join(directory, 'none.csv') })).toContain("none.csv can't be read");
  expect(await failure({ file: traceFile(), as: 'party' })).toContain('--as is room or group');
});
