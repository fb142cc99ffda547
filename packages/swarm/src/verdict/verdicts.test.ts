import { expect, test } from 'bun:test';
import type { Percentiles } from '../report/run-report.ts';
import type { Findings } from './findings.ts';
import {
  contextOf,
  conversation,
  fault,
  findingsOf,
  group,
  room,
  verdictOn,
} from './test/contexts.ts';
import { judge, notJudged } from './verdicts.ts';

const times = (p99: number, count = 10): Percentiles => {
  return { count, p50: p99 / 2, p90: p99, p99, p999: p99, max: p99 };
};
const timers = (byName: Record<string, Percentiles>) => ({ counters: {}, timers: byName });
const facts = { online: 2, counters: { like: 10 }, dropped: {}, refused: 0 };

test('a run of nothing is judged in nothing, and that can be said', () => {
  expect(judge(contextOf())).toEqual([]);
  expect(notJudged([])).toContain('loss.reliable');
  expect(notJudged([{ name: 'order', ok: true, text: '' }])).not.toContain('order');
});

test('every kind of fault that devices find belongs to a verdict', () => {
  const owner = (kind: keyof Findings['faults']) => {
    const faults = { [kind]: { count: 3, examples: ['one', 'two', 'three'] } };
    const spoken = conversation({ sent: 1, refused: 1, seen: [group()] });
    const findings = findingsOf({ faults, conversations: [spoken], connected: 1 });
    const red = judge(contextOf({ findings })).filter(({ ok }) => !ok);
    expect(red.map(({ text }) => text)).toEqual(['3 times, first: one, two, three']);
    return red[0]?.name;
  };
  expect(owner('order')).toBe('order');
  expect(owner('place')).toBe('order');
  expect(owner('time')).toBe('order');
  expect(owner('duplicate')).toBe('duplicates');
  expect(owner('refused')).toBe('refused-unseen');
  expect(owner('gap')).toBe('holes');
  expect(owner('pull')).toBe('holes');
  expect(owner('count')).toBe('counts');
  expect(owner('close')).toBe('connections');
  expect(owner('other')).toBe('other');
});

test("frames that run backwards with the server's clock are no fault when a fault moved it", () => {
  const faults = { time: { count: 1, examples: ['back'] } };
  const findings = findingsOf({ faults, conversations: [conversation({ sent: 1, acked: 1 })] });
  expect(verdictOn('order', { findings, marks: [fault(1, 2, 'kill')] })?.ok).toBe(false);
  expect(verdictOn('order', { findings, marks: [fault(1, 2, 'clock')] })?.ok).toBe(true);
});

test('an objective is met, missed, or was never measured', () => {
  const objectives = { chat: { p50: 40, p99: 100 } };
  const on = (p99: number) =>
    verdictOn('latency.chat', { objectives, totals: timers({ chat: times(p99) }) });
  expect(on(80)?.ok).toBe(true);
  expect(on(90)?.text).toBe('p50 is 45 ms, and 40 ms is the most');
  expect(on(101)?.text).toContain('p99 is 101 ms');
  expect(verdictOn('latency.chat', { objectives })?.ok).toBe(false);
  const totals = timers({ chat: times(5000, 7) });
  const inFaults = { objectives, totals, outside: timers({}), marks: [fault(1, 2)] };
  expect(verdictOn('latency.chat', inFaults)).toMatchObject({ ok: false });
  expect(verdictOn('latency.chat', { ...inFaults, outside: timers({ chat: times(9) }) })?.ok).toBe(
    true,
  );
});

test('a tool that is late spoils the figures, unless the objectives leave room for it', () => {
  const on = (p99: number, objectives = {}) =>
    verdictOn('tool', { objectives, totals: timers({ late: times(p99), loop: times(1) }) });
  expect(on(49)?.ok).toBe(true);
  expect(on(51)?.ok).toBe(false);
  expect(on(240, { chat: { p99: 1000 }, entries: { p99: 500 } })?.ok).toBe(true);
  expect(on(260, { chat: { p99: 1000 }, entries: { p99: 500 } })?.ok).toBe(false);
  expect(verdictOn('tool', { totals: timers({ loop: times(80) }) })?.ok).toBe(false);
});

test('losses are for faults only, and everybody must be back', () => {
  const counters = { connects: 5, losses: 2, reconnects: 2 };
  const totals = { counters, timers: {} };
  const on = (outside: { losses?: number }, findings = findingsOf({ connected: 5 })) =>
    verdictOn('connections', {
      findings,
      totals,
      outside: { counters: outside, timers: {} },
      marks: [fault(1, 2)],
    });
  expect(on({})?.ok).toBe(true);
  expect(on({ losses: 1 })?.ok).toBe(false);
  expect(on({}, findingsOf({ connected: 4, away: 1 }))?.ok).toBe(false);
});

test('what has no answer is a fault of the server, or of a planned one', () => {
  const sent = { sent: 9, acked: 7, refused: 1, unknown: 1, unanswered: 1 };
  const on = (parts: object, marks = [fault(1, 2)]) =>
    verdictOn('answered', { findings: findingsOf(parts), marks });
  const one = [conversation(sent)];
  expect(on({ conversations: one })).toMatchObject({
    ok: true,
    text: '9 messages answered but for 1 on lost connections',
  });
  expect(on({ conversations: one }, [])?.ok).toBe(false);
  expect(on({ conversations: [conversation({ ...sent, acked: 6 })] })?.ok).toBe(false);
  expect(on({ rooms: [room({ chatSent: 3, chatAcked: 2 })] })?.ok).toBe(false);
});

test('counts and sums need the books of the server', () => {
  const tapped = room({ inside: 2, taps: { like: 8 }, tapsUnknown: { like: 2 } });
  const on = (name: string, known: typeof facts | undefined) => {
    const rooms = new Map(known === undefined ? [] : [['room:a', known]]);
    return verdictOn(name, { findings: findingsOf({ rooms: [tapped] }), rooms })?.ok;
  };
  expect([on('counts', facts), on('sums', facts)]).toEqual([true, true]);
  expect([on('counts', undefined), on('sums', undefined)]).toEqual([false, false]);
  expect(on('counts', { ...facts, online: 3 })).toBe(false);
  const total = (like: number) => on('sums', { ...facts, counters: { like } });
  expect([7, 8, 10, 11].map(total)).toEqual([false, true, true, false]);
  const unequal = { ...facts, unequal: ['like is 8 on a, 9 on b'] };
  expect([on('counts', unequal), on('sums', unequal)]).toEqual([true, false]);
});
