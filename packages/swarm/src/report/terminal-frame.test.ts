import { expect, test } from 'bun:test';
import { SeededRandom } from '@eagre/testkit';
import { createColors } from 'picocolors';
import { sparkline } from './sparkline.ts';
import { frame, type LiveState, plainLine } from './terminal-frame.ts';
import { fakeReport } from './test/fake-report.ts';

const report = fakeReport(new SeededRandom(6));

function stateAt(second: number, told: Partial<LiveState> = {}): LiveState {
  return {
    scenario: report.scenario,
    phase: 'chat: everyone talks',
    fraction: second / 180,
    elapsedMs: second * 1000,
    devices: report.devices,
    samples: report.samples.slice(0, second),
    drops: report.drops,
    faults: [],
    ...told,
  };
}

function rowOf(lines: readonly string[], label: string): string {
  return lines.find((line) => line.startsWith(label)) ?? '';
}

test('no line is wider than the terminal, in any width, at any time, with and without colours', () => {
  const faults = ['kill: kill -9 to the server, which is started again after 4 s'];
  for (const second of [0, 1, 20, 100, 134, 180]) {
    for (let columns = 1; columns <= 140; columns += columns < 50 ? 1 : 9) {
      for (const paint of [createColors(true), createColors(false)]) {
        const state = stateAt(second, { faults, phase: '大家一起聊天'.repeat(9) });
        expect(Bun.stripANSI(frame(state, columns, paint).join('\n'))).toBe(
          frame(state, columns).join('\n'),
        );
        const widths = frame(state, columns, paint).map((line) => Bun.stringWidth(line));
        expect(Math.max(...widths)).toBeLessThanOrEqual(columns);
      }
    }
  }
});

test('a wide terminal shows everything', () => {
  const lines = frame(stateAt(100), 120);
  expect(lines[0]).toStartWith('mixed-night 1:40  55 %  █████████████░');
  expect(rowOf(lines, 'now')).toBe('now       chat: everyone talks');
  expect(rowOf(lines, 'online')).toContain('14,000 of 14,000  in rooms 13,020');
  expect(rowOf(lines, 'traffic')).toMatch(/in [\d,]+\/s {2}out \d+ k\/s {2}refused \d+\/s$/);
  const chat = report.samples[99]?.timers.chat;
  expect(rowOf(lines, 'chat')).toContain(`p99 ${Math.round(chat?.p99 ?? 0)} ms`);
  expect(rowOf(lines, 'chat')).toMatch(/ [▁▂▃▄▅▆▇█ ]{60}$/);
  expect(rowOf(lines, 'left out')).toContain('17,920  chat: sender cap 15,210');
  expect(rowOf(lines, 'server')).toMatch(/cores {2}\d+ MB {2}loop .* ms {2}commit .* ms/);
  expect(rowOf(lines, 'load')).toMatch(/core.*late p99 .* ms/);
});

test('each width has as much of the course as there is room for', () => {
  for (let columns = 45; columns <= 120; columns += 1) {
    // Label and times take 35 columns, the course of a minute 60, with one between.
    const row = rowOf(frame(stateAt(100), columns), 'chat');
    expect(row).toMatch(/[▁▂▃▄▅▆▇█]$/);
    expect(Bun.stringWidth(row)).toBe(Math.min(columns, 96));
  }
});

test('a narrow terminal keeps what matters most', () => {
  const lines = frame(stateAt(100), 40);
  expect(lines[0]).toBe('mixed-night 1:40  55 %');
  expect(rowOf(lines, 'online')).toBe('online    14,000 of 14,000');
  expect(rowOf(lines, 'chat')).toMatch(/p50 .* p99 .* ms/);
  expect(rowOf(lines, 'left out')).toBe('left out  17,920');
});

test('a server that is away and the faults of now are said', () => {
  const lines = frame(stateAt(134, { faults: ['kill: kill -9'] }), 80);
  expect(rowOf(lines, 'server')).toBe('server    does not answer');
  expect(rowOf(lines, 'fault')).toBe('fault     kill: kill -9');
  expect(rowOf(lines, 'chat')).toContain('p99 –');
});

test('before the first second there is the phase only, and no progress that is not known', () => {
  const { fraction: _none, ...state } = stateAt(0);
  expect(frame(state, 80)).toEqual(['mixed-night 0:00', 'now       chat: everyone talks']);
  expect(plainLine(state)).toBe('0:00  chat: everyone talks');
});

test('texts of others cannot move the cursor', () => {
  const state = stateAt(100, { phase: 'a\u001b[2Jb\nc', faults: ['x\r\u009by'] });
  const text = frame(state, 80).join('') + plainLine(state);
  expect([...text].filter((char) => char < ' ' || (char >= '\u007f' && char <= '\u009f'))).toEqual(
    [],
  );
});

test('the line for a log has the same figures', () => {
  const line = plainLine(stateAt(100));
  expect(line).toStartWith('1:40  chat: everyone talks  55 %  online 14,000  in ');
  expect(line).toContain('chat p99 ');
  expect(line).toContain('left out 17,920  server ');
  expect(line).not.toContain('\n');
});

test('a sparkline has gaps where nothing was measured', () => {
  expect(sparkline([0, 5, undefined, 10, 2.5])).toBe('▁▅ █▃');
  expect(sparkline([0, 0])).toBe('▁▁');
  expect(sparkline([])).toBe('');
});
