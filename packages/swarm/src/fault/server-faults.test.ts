import { expect, test } from 'bun:test';
import { closeTable } from '@eagre/protocol';
import { until } from '@eagre/testkit';
import type { Mark } from '../report/run-report.ts';
import { Api } from '../target/api.ts';
import { whyNoMovableClock } from '../target/local-server-clock.ts';
import { whyNoSmallDisk } from '../target/local-server-disk.ts';
import { PlanRun } from './test/run-plan.ts';
import { Talk } from './test/talk.ts';

const withinMs = 30_000;
const hourMs = 3_600_000;

test(
  'kill: connections break, the server comes back with all that it acknowledged',
  async () => {
    await using run = await PlanRun.open('kill@0.3+0.2 kill@1.5+0');
    using talk = await Talk.open(run.site.target);
    talk.goOn();
    run.runner.start();
    for (const kills of [1, 2]) {
      const pid = run.site.server?.pid;
      await run.over(kills);
      expect(run.site.server?.pid).not.toBe(pid);
      expect(talk.closes).toHaveLength(2 * kills);
      await talk.comeBack();
      const before = talk.acknowledged.length;
      await until(() => talk.acknowledged.length > before + 20, { what: 'more acknowledged' });
    }
    await talk.stop();
    await talk.allHeard();
    expect(new Set(talk.closes)).toEqual(new Set([1006]));
    const [mark] = run.runner.marks;
    expect(mark).toMatchObject({ kind: 'fault', name: 'kill', about: 'kill@300ms+200ms' });
    expect((mark?.endMs ?? 0) - (mark?.atMs ?? 0)).toBeGreaterThanOrEqual(200);
  },
  withinMs,
);

test(
  'pause: nothing is answered, then everything is, on the same connections',
  async () => {
    await using run = await PlanRun.open('pause@0.2+0.8');
    using talk = await Talk.open(run.site.target);
    talk.goOn();
    const startMs = performance.now();
    run.runner.start();
    await run.over();
    await talk.stop();
    await talk.allHeard();
    const { atMs, endMs = 0 } = run.runner.marks[0] as Mark;
    const answered = talk.said.map(({ sentMs, tookMs }) => sentMs + tookMs - startMs);
    // What was on its way when it began may still come.
    expect(answered.filter((ms) => ms > atMs + 100 && ms < endMs - 5)).toEqual([]);
    expect(answered.filter((ms) => ms > endMs - 5).length).toBeGreaterThan(30);
    expect(endMs - atMs).toBeGreaterThanOrEqual(800);
    expect(talk.acknowledged).toHaveLength(talk.said.length);
    expect(Math.max(...talk.said.map(({ tookMs }) => tookMs))).toBeGreaterThan(600);
    expect(talk.closes).toEqual([]);
  },
  withinMs,
);

test(
  'drain: devices are sent away in order, and nothing is lost',
  async () => {
    await using run = await PlanRun.open('drain@0.3+0.1', { settings: { drainMs: 200 } });
    using talk = await Talk.open(run.site.target);
    talk.goOn();
    run.runner.start();
    await run.over();
    expect(talk.closes).toEqual([closeTable.draining.code, closeTable.draining.code]);
    await talk.comeBack();
    const before = talk.acknowledged.length;
    await until(() => talk.acknowledged.length > before + 20, { what: 'more acknowledged' });
    await talk.stop();
    await talk.allHeard();
    const refusals = talk.said.flatMap(({ error, isLost }) => (isLost ? [] : (error?.code ?? [])));
    expect(refusals.filter((code) => code !== 'draining')).toEqual([]);
  },
  withinMs,
);

test.skipIf(whyNoSmallDisk() !== undefined)(
  'disk: sends are refused for a time and not acknowledged, reads go on, and then all is well',
  async () => {
    await using run = await PlanRun.open('disk@0.2+1.5', { dataBytes: 24 * 1024 * 1024 });
    using talk = await Talk.open(run.site.target);
    talk.goOn(4000);
    run.runner.start();
    const refused = () => talk.said.filter(({ error }) => error !== undefined);
    await until(() => refused().length > 20, { what: 'refusals', timeoutMs: 10_000 });
    expect(run.runner.active).toEqual(['disk']);
    for (const { error } of refused()) expect(error?.temporary).toBe(true);
    expect(refused().map(({ error }) => error?.code)).toContain('store_full');
    const answer = await talk.listener.request<{ items: unknown[] }>({
      cmd: 'history',
      conversation: 'group:talk',
      limit: 3,
    });
    expect(answer.items).toHaveLength(3);
    await run.over();
    const before = talk.acknowledged.length;
    await until(() => talk.acknowledged.length > before + 50, { what: 'sends to be taken again' });
    await talk.stop();
    await talk.allHeard();
    const heard = new Set(talk.heard.map(({ clientId }) => clientId));
    expect(refused().filter(({ clientId }) => heard.has(clientId))).toEqual([]);
    expect(talk.closes).toEqual([]);
  },
  withinMs,
);

test.skipIf(whyNoMovableClock() !== undefined)(
  'clock: messages keep their order, stamps jump, connections live as long as their tokens',
  async () => {
    await using run = await PlanRun.open('clock:by=1h@0.2 clock:by=-2h@4');
    const { url, key } = run.site.target;
    const order = { user: 'listener', ttlSeconds: 1800 };
    const { token } = await new Api(url, key).post<{ token: string }>('/v1/tokens', order);
    using talk = await Talk.open(run.site.target, token);
    talk.goOn();
    run.runner.start();
    await run.over(1);
    // The token of the listener ended by this clock, the speaker's did not.
    await until(() => talk.closes.length > 0, { what: 'the end of the token' });
    expect(talk.closes).toEqual([closeTable.token_expired.code]);
    await expect(talk.listener.reconnect()).rejects.toThrow('token');
    const ahead = Date.now() + hourMs;
    expect(Math.abs((talk.acknowledged.at(-1)?.answer?.at ?? 0) - ahead)).toBeLessThan(5000);

    await run.over();
    // Half an hour is left of it again.
    await talk.comeBack();
    const before = talk.acknowledged.length;
    await until(() => talk.acknowledged.length > before + 100, { what: 'more acknowledged' });
    await talk.stop();
    await talk.allHeard();
    const behind = Date.now() - hourMs;
    expect(Math.abs((talk.acknowledged.at(-1)?.answer?.at ?? 0) - behind)).toBeLessThan(5000);
    // Rates and deadlines go by the other clock: nothing was refused, nobody else was closed.
    expect(talk.said.filter(({ error }) => error !== undefined)).toEqual([]);
    expect(talk.closes).toHaveLength(1);
    expect(run.site.server?.clockOffsetMs).toBe(-hourMs);
  },
  withinMs,
);
