import { expect, test } from 'bun:test';
import { SeededRandom } from '@eagre/testkit';
import { createColors } from 'picocolors';
import { exitCodes, outcomeOf } from './outcome.ts';
import { summary } from './summary.ts';
import { fakeReport } from './test/fake-report.ts';

const report = fakeReport(new SeededRandom(5));
const held = report.verdicts.filter(({ ok }) => ok);

test('a failed run: what held, then what did not, the figures, the files and the exit code', () => {
  const lines = summary(report, { html: 'out/night.html' }).split('\n');
  const at = (text: string) => lines.findIndex((line) => line.includes(text));
  expect(lines[1]).toBe('mixed-night · 3:00 · 14,000 devices · seed 7');
  expect(lines).toContain('✔ duplicates  none');
  expect(at('✘ latency')).toBeGreaterThan(at('✔ memory'));
  expect(lines).toContain('Messages delivered          27.3 M      41,200 sent, 250 refused');
  expect(lines).toContain('Left out by the server      17,920      mostly chat: sender cap');
  expect(lines).toContain('page   out/night.html');
  expect(at('json')).toBe(-1);
  expect(lines).toContain(`again  ${report.command}`);
  expect(lines.at(-2)).toBe('✘ failed: 1 of 5 verdicts did not hold. (exit code 1)');
});

test('other ends', () => {
  const passed = summary({ ...report, verdicts: held });
  expect(passed).toEndWith('✔ passed: All 4 verdicts held. (exit code 0)\n');
  const stopped = summary({ ...report, verdicts: held, interrupted: true });
  expect(stopped).toContain('■ interrupted: All 4 verdicts held. The run was ended before');
  expect(stopped).toEndWith('(exit code 130)\n');
  expect(exitCodes[outcomeOf({ ...report, interrupted: true })]).toBe(1);
  expect(exitCodes[outcomeOf({ ...report, verdicts: [] })]).toBe(1);
});

test('texts of others stay in their line', () => {
  const verdicts = [{ name: 'order', ok: false, text: 'a\u001b[2J\nb' }];
  const text = summary({ ...report, verdicts, notes: ['c\rd'] });
  expect(text).toContain('✘ order  a [2J b\n');
  expect(text).toContain('note: c d\n');
});

test('colours change nothing but colours', () => {
  const painted = summary(report, {}, createColors(true));
  expect(painted).toContain('\u001b[31m');
  expect(Bun.stripANSI(painted)).toBe(summary(report));
});
