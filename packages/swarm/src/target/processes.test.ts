import { expect, test } from 'bun:test';
import { processesFor } from './processes.ts';

test('as many processes as the open files ask for, or as were asked for', () => {
  expect(processesFor(1, 0, 1024)).toBe(1);
  expect(processesFor(15_000, 0, 20_000)).toBe(1);
  expect(processesFor(40_000, 0, 20_000)).toBe(3);
  expect(processesFor(100, 4, 20_000)).toBe(4);
  expect(processesFor(1_000_000, 0, Number.POSITIVE_INFINITY)).toBe(1);
});

test('too few are refused, and it is said how many would do', () => {
  expect(() => processesFor(40_000, 2, 20_000)).toThrow(
    '40,000 devices need 3 processes where one may open 20,000 files (`ulimit -n`): leave --processes away, or give 3',
  );
});
