import { expect, test } from 'bun:test';
import { formatCounts, readCounts } from './test-counts.mjs';

const summary = (...lines) => `${lines.join('\n')}\nRan 9 tests across 2 files. [3.00ms]\n`;

test('counts are those of the last summary, colours or not', () => {
  const output = ` 99 pass\n${summary('\u001b[32m 7 pass\u001b[0m', ' 1 skip', ' 1 todo', ' 2 fail')}`;
  expect(readCounts(output, 1)).toEqual({ passed: 7, failed: 2, skipped: 2 });
});

test('a run that fails without a failed test still counts one failure', () => {
  expect(readCounts(summary(' 3 pass', ' 0 fail'), 1)).toEqual({
    passed: 3,
    failed: 1,
    skipped: 0,
  });
});

test('without a summary there are no counts', () => {
  expect(readCounts(' 3 pass\nSegmentation fault', 139)).toBeUndefined();
});

test('the line names skipped tests only when there are some', () => {
  expect(formatCounts({ passed: 3, failed: 0, skipped: 0 })).toBe('3 passed, 0 failed');
  expect(formatCounts({ passed: 3, failed: 1, skipped: 2 })).toBe('3 passed, 1 failed, 2 skipped');
});
