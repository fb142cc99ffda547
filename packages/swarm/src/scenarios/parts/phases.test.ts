import { expect, test } from 'bun:test';
import { type Part, Phases, pulses, together } from './phases.ts';

function recorder(log: string[], name: string): Part {
  return {
    start: () => void log.push(`${name} starts`),
    stop: () => void log.push(`${name} stops`),
    settled: async () => void log.push(`${name} settled`),
    pace: (factor) => void log.push(`${name} at ${factor}`),
  };
}

/** A load whose pauses take no time. */
function quickLoad(log: string[]) {
  const controller = new AbortController();
  return {
    controller,
    load: {
      signal: controller.signal,
      progress: (label: string) => void log.push(`- ${label}`),
      pause: async (seconds: number) => void log.push(`- ${Math.round(seconds * 10) / 10} s`),
    },
  };
}

test('parts go through the phases at their paces, then stop and settle', async () => {
  const log: string[] = [];
  const { load } = quickLoad(log);
  const parts = { chat: recorder(log, 'chat'), likes: recorder(log, 'likes') };
  await new Phases(load, parts).run([
    { name: 'show', seconds: 5, paces: { likes: 0 } },
    { name: 'shout', seconds: 2, paces: { chat: 10 } },
  ]);
  expect(log).toEqual([
    ...['chat starts', 'likes starts'],
    ...['chat at 1', 'likes at 0', '- show', '- 5 s'],
    ...['chat at 10', 'likes at 1', '- shout', '- 2 s'],
    ...['chat stops', 'likes stops', 'chat settled', 'likes settled'],
  ]);
});

test('a pace that changes is set again and again within its phase', async () => {
  const log: string[] = [];
  const { load } = quickLoad(log);
  const pace = (seconds: number) => Math.round(seconds * 10);
  await new Phases(load, { chat: recorder(log, 'chat') }).run([
    { name: 'rise', seconds: 0.6, paces: { chat: pace } },
  ]);
  expect(log.filter((line) => line.startsWith('chat at'))).toEqual([
    'chat at 0',
    'chat at 2',
    'chat at 4',
  ]);
});

test('a phase lasts until its act has ended, and one that fails fails the run with all parts stopped', async () => {
  const log: string[] = [];
  const { load } = quickLoad(log);
  const phases = new Phases(load, { chat: recorder(log, 'chat') });
  const act = async () => {
    await Bun.sleep(5);
    log.push('acted');
  };
  await phases.run([{ name: 'a', seconds: 1, act }]);
  expect(log.indexOf('acted')).toBeLessThan(log.indexOf('chat stops'));
  const failing = phases.run([
    { name: 'b', seconds: 1, act: () => Promise.reject(new Error('x')) },
  ]);
  expect(failing).rejects.toThrow('x');
  await failing.catch(() => {});
  expect(log.at(-1)).toBe('chat stops');
});

test('when the run shall end no further phase begins, and all is settled', async () => {
  const log: string[] = [];
  const { load, controller } = quickLoad(log);
  await new Phases(load, { chat: recorder(log, 'chat') }).run([
    { name: 'a', seconds: 1, act: () => controller.abort() },
    { name: 'b', seconds: 1 },
  ]);
  expect(log).not.toContain('- b');
  expect(log.at(-1)).toBe('chat settled');
});

test('together is one part, and parts without a rate are left at it', async () => {
  const log: string[] = [];
  const { pace: _pace, ...rateless } = recorder(log, 'b');
  const both = together(recorder(log, 'a'), rateless);
  both.start();
  both.pace?.(2);
  both.stop();
  await both.settled();
  expect(log).toEqual([
    'a starts',
    'b starts',
    'a at 2',
    'a stops',
    'b stops',
    'a settled',
    'b settled',
  ]);
});

test('pulses jump up and fall back', () => {
  const pace = pulses([10, 20], 5, 2) as (seconds: number) => number;
  expect(pace(9)).toBe(1);
  expect(pace(10)).toBe(5);
  expect(pace(12)).toBeCloseTo(1 + 4 / Math.E);
  expect(pace(19.9)).toBeLessThan(1.1);
  expect(pace(20)).toBe(5);
});
